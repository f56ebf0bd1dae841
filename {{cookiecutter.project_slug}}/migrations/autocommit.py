"""Statements outside of a transaction, such as CREATE INDEX CONCURRENTLY.

They run in an `autocommit_block` and wait for all older transactions of the database.
If one fails or is interrupted, the next run starts its revision again.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import PendingRollbackError

logger = logging.getLogger(__name__)

NAME = r'(?:"(?:[^"]|"")+"|\w+)'
CREATE_INDEX = re.compile(
    r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"({NAME})\s+ON\s+(?:ONLY\s+)?({NAME}(?:\.{NAME})?)",
    re.IGNORECASE,
)
EXISTING_INDEX = text("""
    SELECT CAST(CAST(indexrelid AS regclass) AS text) AS name, indisvalid
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = to_regclass(:table) AND relname = (parse_ident(:index))[1]
""")
REBUILT_MESSAGE = (
    "An interrupted run of this revision has left the %s index %s. It is rebuilt."
)


class AutocommitBlocks:
    """Gives the statements in autocommit blocks another `lock_timeout`.

    `is_inside`: whether such a block is running; `has_committed`: whether the running
    revision had one, which has committed what the revision did before.
    """

    def __init__(
        self, migration: MigrationContext, *, inside: float, outside: float
    ) -> None:
        self.is_inside = self.has_committed = False
        self._migration = migration
        self._seconds = {True: inside, False: outside}
        self._original = migration.autocommit_block
        migration.autocommit_block = self._block  # type: ignore[method-assign]
        if not migration.as_sql:
            event.listen(migration.connection, "before_cursor_execute", _rebuild)

    @contextmanager
    def _block(self) -> Iterator[None]:
        try:
            with self._original():
                self._enter(True)
                yield
                self._enter(False)
        except PendingRollbackError as error:
            # After an interrupt or a lost connection, Alembic's block cannot end.
            raise error.__context__ or error from None

    def _enter(self, is_inside: bool) -> None:
        self.is_inside = is_inside
        self.has_committed = True
        seconds = self._seconds[is_inside]
        self._migration.execute(f"SET lock_timeout = '{seconds:g}s'")


def _rebuild(
    connection: Connection, _cursor: object, statement: str, *_others: object
) -> None:
    """Drop the index that the statement is about to create concurrently."""
    match = CREATE_INDEX.match(statement)
    if match is None:
        return
    names = {"index": match[1], "table": match[2]}
    for index in connection.execute(EXISTING_INDEX, names).all():
        state = "finished" if index.indisvalid else "invalid"
        logger.warning(REBUILT_MESSAGE, state, index.name)
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {index.name}")
