"""Engine options that both drivers share: pool, timeouts, connection errors."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, NullPool, event, text
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings, Settings
from app.db.connecting import explain_failed_connections
from app.db.errors import is_lasting
from app.db.idle_connections import check_idle_connections
from app.db.read_only import (
    READ_ONLY_SETTINGS,
    make_read_only,
    read_only_arguments,
)
from app.db.request_ids import show_request_ids
from app.db.stale_plans import repeat_stale_statements
from app.db.statement_times import measure_statements
from app.db.timestamps import adapt_timestamps

logger = logging.getLogger(__name__)

# The connections that the server allows, less those reserved for superusers.
MAX_CONNECTIONS = text("""
    SELECT current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0)
""")

# The server ends a statement itself after the statement timeout. So only a server that
# does not respond any more reaches the client's timeout.
CLIENT_MARGIN_SECONDS = 5.0

APPLICATION_NAME = "{{ cookiecutter.project_slug }}"


def engine_arguments(
    settings: Settings, pool: PoolSettings, *, read_only: bool = False
) -> dict[str, Any]:
    """Return the arguments of `create_engine` that do not depend on the driver."""
    arguments: dict[str, Any] = {
        "echo": settings.echo_sql,
        # Keep stored values out of the messages of logged errors.
        "hide_parameters": not settings.echo_sql,
        **(read_only_arguments(pool) if read_only else {}),
    }
    if not pool.pooled:
        return arguments | {"poolclass": NullPool}
    return arguments | {
        "pool_size": pool.pool_size,
        "max_overflow": pool.max_overflow,
        "pool_timeout": pool.pool_timeout,
        "pool_recycle": pool.pool_recycle,
        # Last in, first out: connections beyond the usual load stay idle.
        "pool_use_lifo": True,
    }


def session_settings(pool: PoolSettings) -> dict[str, str]:
    """Return the server's settings for each session; timeouts are in milliseconds."""
    return {
        "statement_timeout": _milliseconds(pool.statement_timeout),
        "lock_timeout": _milliseconds(pool.lock_timeout),
        "idle_in_transaction_session_timeout": _milliseconds(
            pool.idle_in_transaction_timeout
        ),
        # A driver that reads values as text understands only these.
        "datestyle": "ISO",
        "intervalstyle": "postgres",
    }


def client_timeout(pool: PoolSettings) -> float:
    """Return after how many seconds the service gives up a statement."""
    return pool.statement_timeout + CLIENT_MARGIN_SECONDS


def startup_settings(pool: PoolSettings, *, read_only: bool) -> dict[str, str]:
    """Return the settings to set when connecting.

    A transaction pooler rejects them, so behind one the result is empty.
    """
    if pool.transaction_pooler:
        return {}
    return session_settings(pool) | (READ_ONLY_SETTINGS if read_only else {})


def warn_if_too_few_connections(workers: int, pool: PoolSettings, allowed: int) -> None:
    """Warn if all workers together may open more connections than the server allows."""
    wanted = workers * pool.max_connections
    if wanted > allowed:
        logger.warning(
            "%d workers with %d connections each may open %d, but the server allows "
            "%d: lower DB_POOL_SIZE, DB_MAX_OVERFLOW or WEB_CONCURRENCY, or raise "
            "max_connections",
            workers,
            pool.max_connections,
            wanted,
            allowed,
        )


def register_listeners(
    engine: Engine, pool: PoolSettings, connect: Callable[..., Any], *, read_only: bool
) -> None:
    """Register the listeners for connection errors and per-transaction settings.

    `connect` is the function of the driver that connects.
    """
    # First, since others replace the exception of a failed statement.
    measure_statements(engine, pool.slow_statement)
    if read_only:
        make_read_only(engine, pool)

    explain_failed_connections(engine, connect)
    event.listen(engine, "connect", adapt_timestamps)
    event.listen(engine, "handle_error", _reconnect)
    check_idle_connections(engine, pool)
    autocommit = read_only and not pool.transaction_pooler
    if pool.show_request_id:
        # Before the next listeners: they repeat the first statement that comes after.
        show_request_ids(engine, in_transaction=not autocommit)
    repeat_stale_statements(engine, autocommit=autocommit)
    if pool.transaction_pooler:
        values = session_settings(pool)
        calls = ", ".join(f"set_config('{name}', :{name}, true)" for name in values)
        statement = text(f"SELECT {calls}")

        def set_for_transaction(connection: Connection) -> None:
            connection.execute(statement, values)

        event.listen(engine, "begin", set_for_transaction)


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _reconnect(context: ExceptionContext) -> None:
    """Close all connections of the pool after an error that only new ones end."""
    error = context.sqlalchemy_exception
    if isinstance(error, DBAPIError) and is_lasting(error):
        context.is_disconnect = True
