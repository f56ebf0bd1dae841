"""Runs the migrations on a connection, one process at a time."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, DateTime, String, text
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.config import PoolSettings, get_settings
from app.tables import metadata

# Any number, as long as all processes that migrate this database use the same one.
LOCK = {"key": 4_919_201_777}
TRY_LOCK = "SELECT pg_try_advisory_lock(:key)"
UNLOCK = "SELECT pg_advisory_unlock(:key)"
LOCK_WAIT_SECONDS = 60.0
LOCK_POLL_SECONDS = 0.2


def connection_settings() -> PoolSettings:
    """How a migration connects.

    One that waits for a table makes everyone who comes after it wait as well, so it
    gives up early; but its own statements may take their time.
    """
    return PoolSettings(
        pooled=False,
        lock_timeout=5,
        statement_timeout=24 * 3600,
        idle_in_transaction_timeout=3600,
    )


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
        url=get_settings().database_url,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    context.execute("SET lock_timeout = '5s'")
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
            raise TimeoutError("Another process is still migrating. Try again later.")
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
