"""The lock that lets one process at a time migrate a database."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

logger = logging.getLogger(__name__)

# An arbitrary number: all processes that migrate this database must use the same one.
KEY = {"key": 4_919_201_777}
TRY_LOCK = "SELECT pg_try_advisory_lock(:key)"
UNLOCK = "SELECT pg_advisory_unlock(:key)"
HOLDER = """
    SELECT min(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (CAST(classid AS bigint) << 32) + CAST(objid AS bigint) = :key
"""
POLL_SECONDS = 0.2

WAITING_MESSAGE = "Waiting for another migration of this database (server process %s)."


@contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Hold the advisory lock of the migrations; wait as long as its holder lives.

    Polls for it: a process that waits in pg_advisory_lock has an open transaction. If
    the other process runs CREATE INDEX CONCURRENTLY, it waits for that transaction: a
    deadlock. After an error the lock ends with the connection.
    """
    if not _scalar(connection, TRY_LOCK):
        logger.warning(WAITING_MESSAGE, _scalar(connection, HOLDER))
        while not _scalar(connection, TRY_LOCK):
            time.sleep(POLL_SECONDS)
    yield
    connection.rollback()
    _scalar(connection, UNLOCK)


def _scalar(connection: Connection, statement: str) -> Any:
    value = connection.execute(text(statement), KEY).scalar()
    connection.commit()
    return value
