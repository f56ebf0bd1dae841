"""A log of the SQL statements that a piece of code executes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

TRANSACTION_CONTROL = (
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "SET TRANSACTION",
)


class QueryLog:
    """Records the statements of engines, without transaction control."""

    def __init__(self, *engines: Engine) -> None:
        self.engines = engines

    @contextmanager
    def recording(self) -> Iterator[list[str]]:
        """Yield a list, to which each statement of the block is appended."""
        statements: list[str] = []

        def record(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(TRANSACTION_CONTROL):
                statements.append(statement)

        for engine in self.engines:
            event.listen(engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            for engine in self.engines:
                event.remove(engine, "before_cursor_execute", record)
