"""Counts the statements that a piece of code sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class QueryLog:
    """The statements that an engine sent, transaction control left out."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def recording(self) -> Iterator[list[str]]:
        """Give a list that fills with the statements sent inside the block."""
        statements: list[str] = []

        def record(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(TRANSACTION_CONTROL):
                statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", record)
        try:
            yield statements
        finally:
            event.remove(self.engine, "before_cursor_execute", record)
