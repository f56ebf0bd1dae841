"""Runs migrations on a connection, one process at a time."""

import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.runtime.plugins import Plugin
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, Enum, String, text
from sqlalchemy.exc import DBAPIError, SAWarning
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.config.settings import PoolSettings
from app.db.enums import EnumText
from app.db.errors import LOCK_NOT_AVAILABLE, sqlstate
from app.errors import UnavailableError
from app.tables import metadata
from migrations import enums, server_defaults
from migrations.prerequisites import add_prerequisites
from migrations.table_order import order_tables

# An arbitrary number: all processes that migrate this database must use the same one.
LOCK = {"key": 4_919_201_777}
TRY_LOCK = "SELECT pg_try_advisory_lock(:key)"
UNLOCK = "SELECT pg_advisory_unlock(:key)"
LOCK_WAIT_SECONDS = 60.0
LOCK_POLL_SECONDS = 0.2

# A migration waits only briefly for the lock of a table, since every later query of
# that table waits behind it. Its own statements may take long.
TABLE_WAIT_SECONDS = 5.0
STATEMENT_SECONDS = 24 * 3600.0

Plugin.setup_plugin_from_module(enums, "enums")
Plugin.setup_plugin_from_module(server_defaults, "server_defaults")
AUTOGENERATE_PLUGINS = ["alembic.autogenerate.*", "enums", "server_defaults"]
# SQLAlchemy's, about foreign keys in a cycle. Tables are put in order here.
CYCLE_WARNING = "Cannot correctly sort tables"

LOCK_TIMEOUT_MESSAGE = (
    "Another process is still migrating this database. Try again later."
)
TABLE_IN_USE_MESSAGE = """\
A table that this revision changes is in use, and could not be locked in time. This
revision was rolled back; the revisions before it are done. Run the migration again when
the table is free. This query lists the transactions that may use it:
SELECT pid, state, xact_start, query FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL;"""
UNKNOWN_REVISION_MESSAGE = """\
The database is at revision {revision}, which is not in migrations/versions: it comes
from another branch, or from a newer release. Downgrade the database with that code
first. In development, `make reset` removes the database instead."""
REVISION_EXISTS_MESSAGE = "Revision {revision} exists already. Use another id."


def connection_settings() -> PoolSettings:
    """Return the settings of the connection that migrations use."""
    # Longer than a setting may be.
    return PoolSettings().model_copy(
        update={
            "pooled": False,
            "lock_timeout": TABLE_WAIT_SECONDS,
            "statement_timeout": STATEMENT_SECONDS,
            "idle_in_transaction_timeout": 3600.0,
        }
    )


@contextmanager
def readable_errors() -> Iterator[None]:
    """Exit with a message if the database is unreachable or a table is locked."""
    try:
        yield
    except UnavailableError as error:
        cause = error.__cause__
        raise CommandError(
            f"No connection to the database: {type(cause).__name__}: {cause}"
        ) from None
    except DBAPIError as error:
        if sqlstate(error) != LOCK_NOT_AVAILABLE:
            raise
        raise CommandError(TABLE_IN_USE_MESSAGE) from error


def run_online(connection: Connection) -> None:
    """Run the migrations that Alembic selected."""
    _show_progress()
    with _migration_lock(connection):
        _configure(connection=connection)
        with (
            _unknown_revision_explained(),
            warnings.catch_warnings(),
            context.begin_transaction(),
        ):
            warnings.filterwarnings("ignore", CYCLE_WARNING, SAWarning)
            context.run_migrations()


def run_offline() -> None:
    """Print the migrations as SQL, with the timeouts that they would run under."""
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
        include_schemas=True,
        include_name=_is_compared,
        compare_server_default=True,
        process_revision_directives=_process_revisions,
        render_item=render_type,
        autogenerate_plugins=AUTOGENERATE_PLUGINS,
        transaction_per_migration=True,
        **target,
    )


def _is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether autogenerate compares this: no other schemas than those of the models."""
    # The default schema has no name.
    schemas = {None, *(table.schema for table in metadata.tables.values())}
    return kind != "schema" or name in schemas


def _process_revisions(
    migration: MigrationContext, _revision: object, directives: list[MigrationScript]
) -> None:
    """Keep `alembic revision` from overwriting a file; complete what it generates."""
    known = {script.revision for script in context.script.walk_revisions()}
    for directive in directives:
        order_tables(directive)
        if migration.connection is not None:
            add_prerequisites(directive, metadata, migration.connection)
        if directive.rev_id in known:
            message = REVISION_EXISTS_MESSAGE.format(revision=directive.rev_id)
            raise CommandError(message)


@contextmanager
def _unknown_revision_explained() -> Iterator[None]:
    """Say what to do if the database has a revision that has no file."""
    try:
        yield
    except CommandError as error:
        cause = error.__cause__
        heads = context.get_context().get_current_heads()
        if not isinstance(cause, ResolutionError) or cause.argument not in heads:
            raise
        message = UNKNOWN_REVISION_MESSAGE.format(revision=cause.argument)
        raise CommandError(message) from None


@contextmanager
def _migration_lock(connection: Connection) -> Iterator[None]:
    """Hold the advisory lock of the migrations.

    Polls for it: a process that waits in pg_advisory_lock has an open transaction. If
    the other process runs CREATE INDEX CONCURRENTLY, it waits for that transaction: a
    deadlock.
    """
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while not _scalar(connection, TRY_LOCK):
        if time.monotonic() > deadline:
            raise CommandError(LOCK_TIMEOUT_MESSAGE)
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


def render_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write other types as SQLAlchemy types: migrations import only SQLAlchemy."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return f"sa.{DateTime(timezone=True)!r}"
    if kind == "type" and isinstance(item, AutoString | EnumText):
        return f"sa.{String(item.length)!r}"
    if kind == "type" and isinstance(item, Enum) and item.native_enum:
        return _native_enum(item)
    return False


def _native_enum(kind: Enum) -> str:
    """Write one of PostgreSQL's enum types, which a statement of its own creates."""
    values = "".join(f"{value!r}, " for value in kind.enums)
    schema = f", schema={kind.schema!r}" if kind.schema else ""
    return f"sa.Enum({values}name={kind.name!r}{schema}, create_type=False)"
