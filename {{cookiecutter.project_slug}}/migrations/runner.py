"""Runs the migrations on a connection, one process at a time."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, String, text
from sqlalchemy.exc import DBAPIError
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.config import PoolSettings
from app.errors import LOCKED, UnavailableError, state_of
from app.tables import metadata

# Any number, as long as all processes that migrate this database use the same one.
LOCK = {"key": 4_919_201_777}
TRY_LOCK = "SELECT pg_try_advisory_lock(:key)"
UNLOCK = "SELECT pg_advisory_unlock(:key)"
LOCK_WAIT_SECONDS = 60.0
LOCK_POLL_SECONDS = 0.2

# For its tables a migration waits less: while it waits, everyone who comes after it
# waits as well. But its own statements may take their time.
TABLE_WAIT_SECONDS = 5.0
STATEMENT_SECONDS = 24 * 3600.0

BUSY_SERVER = "Another process is still migrating this database. Try again later."
BUSY_TABLE = """\
A table that this revision changes is in use, and its lock did not come in time.
Nothing of this revision was done; those before it are. Try again when the table is
free. Who uses it: SELECT pid, state, xact_start, query FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL;"""


def connection_settings() -> PoolSettings:
    """How a migration connects."""
    return PoolSettings(
        pooled=False,
        lock_timeout=TABLE_WAIT_SECONDS,
        statement_timeout=STATEMENT_SECONDS,
        idle_in_transaction_timeout=3600,
    )


@contextmanager
def explained() -> Iterator[None]:
    """End Alembic with a sentence where the migrations themselves are not at fault."""
    try:
        yield
    except UnavailableError as error:
        raise CommandError(
            f"No connection to the database: {error.__cause__!r}"
        ) from None
    except DBAPIError as error:
        if state_of(error) != LOCKED:
            raise
        raise CommandError(BUSY_TABLE) from error


def run_online(connection: Connection) -> None:
    """Run the migrations that Alembic was asked for."""
    _show_progress()
    with _only_one(connection):
        _configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


def run_offline() -> None:
    """Print the migrations as SQL, with the limits that they would run under."""
    _configure(
        dialect_name="postgresql",
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    context.execute(f"SET lock_timeout = '{TABLE_WAIT_SECONDS:g}s'")
    context.execute(f"SET statement_timeout = '{STATEMENT_SECONDS:g}s'")
    with context.begin_transaction():
        context.run_migrations()


def _configure(**target: Any) -> None:
    context.configure(
        target_metadata=metadata,
        compare_server_default=True,
        render_item=_render_type,
        transaction_per_migration=True,
        **target,
    )


@contextmanager
def _only_one(connection: Connection) -> Iterator[None]:
    """Hold the lock of all migrations.

    It is asked for again and again: a process that slept in pg_advisory_lock would
    be a transaction that CREATE INDEX CONCURRENTLY waits for, and a deadlock.
    """
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while not _scalar(connection, TRY_LOCK):
        if time.monotonic() > deadline:
            raise CommandError(BUSY_SERVER)
        time.sleep(LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        connection.rollback()
        _scalar(connection, UNLOCK)


def _scalar(connection: Connection, statement: str) -> Any:
    value = connection.execute(text(statement), LOCK).scalar()
    connection.commit()
    return value


def _show_progress() -> None:
    is_command = context.config.cmd_opts is not None
    if is_command:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("alembic.runtime.migration").setLevel(logging.INFO)


def _render_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write SQLModel's types as SQLAlchemy's, so that migrations need only those."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return f"sa.{DateTime(timezone=True)!r}"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.{String(item.length)!r}"
    return False
