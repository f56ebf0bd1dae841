"""A log of the SQL statements that a piece of code executes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class QueryLog:
    """Records the statements of an engine, without transaction control."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def recording(self) -> Iterator[list[str]]:
        """Yield a list, to which each statement of the block is appended."""
        statements: list[str] = []

        def record(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(TRANSACTION_CONTROL):
                statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            event.remove(self.engine, "before_cursor_execute", record)
