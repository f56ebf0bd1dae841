"""Runs migrations on a connection, one process at a time."""

import logging
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.runtime.plugins import Plugin
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, Enum, String
from sqlalchemy.exc import DBAPIError, SAWarning
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.config.settings import PoolSettings
from app.db import connecting
from app.db.enums import EnumText
from app.db.errors import LOCK_NOT_AVAILABLE, sqlstate
from app.errors import UnavailableError
from app.tables import metadata
from migrations import enums, server_defaults, trigrams
from migrations.autocommit import AutocommitBlocks
from migrations.lock import migration_lock
from migrations.revisions import process_revisions

# A migration waits only briefly for the lock of a table, since every later query of
# that table waits behind it: not as long as those do. Its own statements may take long.
MAX_TABLE_WAIT_SECONDS = 2.0
STATEMENT_SECONDS = 24 * 3600.0

Plugin.setup_plugin_from_module(enums, "enums")
Plugin.setup_plugin_from_module(server_defaults, "server_defaults")
AUTOGENERATE_PLUGINS = ["alembic.autogenerate.*", "enums", "server_defaults"]
# SQLAlchemy's, about foreign keys in a cycle. Tables are put in order here.
CYCLE_WARNING = "Cannot correctly sort tables"

IN_USE_MESSAGE = """\
{waited}
{done}
Run the migration again later. This query lists the transactions that may be in the way:
SELECT pid, state, xact_start, query FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL;"""
TABLE_IN_USE = (
    "A table that this revision changes is in use, and could not be locked in time."
)
OLD_TRANSACTIONS = (
    "Older transactions did not end in time. A statement outside of a transaction, such"
    " as CREATE INDEX CONCURRENTLY, waits for all of them, up to DB_INDEX_LOCK_TIMEOUT."
)
ROLLED_BACK = "This revision was rolled back; the revisions before it are done."
PARTLY_DONE = (
    "The statements of this revision up to its last autocommit block are done. The next"
    " run starts the revision again, and rebuilds an index that was not finished."
)
NO_CONNECTION = (
    "Cannot connect to the database; check DATABASE_URL and that the server is running"
)
INTERRUPTED_MESSAGE = (
    "Interrupted. The next run starts with the revision that was not finished."
)
UNKNOWN_REVISION_MESSAGE = """\
The database is at revision {revision}, which is not in migrations/versions: it comes
from another branch, or from a newer release. Downgrade the database with that code
first. In development, `make reset` removes the database instead."""


def table_wait_seconds() -> float:
    """Return how long a migration waits for the lock of a table."""
    pool = PoolSettings()
    return min(MAX_TABLE_WAIT_SECONDS, pool.lock_timeout / 2, pool.pool_timeout / 2)


def connection_settings() -> PoolSettings:
    """Return the settings of the connection that migrations use."""
    # These are longer than a setting may be.
    return PoolSettings().model_copy(
        update={
            "pooled": False,
            "lock_timeout": table_wait_seconds(),
            "statement_timeout": STATEMENT_SECONDS,
            "idle_in_transaction_timeout": 3600.0,
        }
    )


@contextmanager
def readable_errors() -> Iterator[None]:
    """Exit with a message if the database is unreachable, or on an interrupt."""
    connecting.logger.disabled = True  # it would say the same
    try:
        yield
    except UnavailableError as error:
        cause = connecting.reason(error.__cause__)
        raise CommandError(f"{NO_CONNECTION}: {cause}") from None
    except KeyboardInterrupt:
        raise CommandError(INTERRUPTED_MESSAGE) from None
    finally:
        connecting.logger.disabled = False


def run_online(connection: Connection) -> None:
    """Run the migrations that Alembic selected."""
    if context.config.cmd_opts is not None:
        _prepare_command()
    with migration_lock(connection):
        blocks = _configure(connection=connection)
        with (
            _unknown_revision_explained(),
            _lock_timeout_explained(blocks),
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
    context.execute(f"SET lock_timeout = '{table_wait_seconds():g}s'")
    context.execute(f"SET statement_timeout = '{STATEMENT_SECONDS:g}s'")
    with context.begin_transaction():
        context.run_migrations()


def _configure(**target: Any) -> AutocommitBlocks:
    def begin_next(*_arguments: Any, **_named: Any) -> None:
        blocks.has_committed = False

    target["on_version_apply"] = begin_next
    context.configure(
        target_metadata=metadata,
        include_schemas=True,
        include_name=_is_compared,
        include_object=_is_possible,
        compare_server_default=True,
        process_revision_directives=process_revisions,
        render_item=render_type,
        autogenerate_plugins=AUTOGENERATE_PLUGINS,
        transaction_per_migration=True,
        **target,
    )
    blocks = AutocommitBlocks(
        context.get_context(),
        inside=PoolSettings().index_lock_timeout,
        outside=table_wait_seconds(),
    )
    return blocks


def _is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether autogenerate compares this: no other schemas than those of the models."""
    # The default schema has no name.
    schemas = {None, *(table.schema for table in metadata.tables.values())}
    return kind != "schema" or name in schemas


def _is_possible(item: SchemaItem, *_details: object) -> bool:
    """Whether autogenerate compares this: no index that the server cannot have."""
    connection = context.get_bind()
    return not trigrams.is_trigram_index(item) or trigrams.are_usable(connection)


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
def _lock_timeout_explained(blocks: AutocommitBlocks) -> Iterator[None]:
    """Say what was in the way, and what is done."""
    try:
        yield
    except DBAPIError as error:
        if sqlstate(error) != LOCK_NOT_AVAILABLE:
            raise
        waited = OLD_TRANSACTIONS if blocks.is_inside else TABLE_IN_USE
        done = PARTLY_DONE if blocks.has_committed else ROLLED_BACK
        message = IN_USE_MESSAGE.format(waited=waited, done=done)
        raise CommandError(message) from error


def _prepare_command() -> None:
    """Show the progress, and let SIGTERM cancel the running statement, as Ctrl-C does.

    Otherwise the server would finish it, or a container would not stop.
    """
    logging.basicConfig(format="%(message)s")
    logging.getLogger("alembic.runtime.migration").setLevel(logging.INFO)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started with & in a script
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


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
