"""What an engine needs whatever the driver: its pool, its time limits, its errors."""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, event, text

from app.config import PoolSettings, Settings
from app.errors import UNAVAILABLE, UnavailableError

logger = logging.getLogger(__name__)

# Some of the server's connections are for those who look after it.
ADMITTED = text("""
    SELECT current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0)
""")

APPLICATION_NAME = "{{ cookiecutter.project_slug }}"


def engine_arguments(settings: Settings, pool: PoolSettings) -> dict[str, Any]:
    """The arguments of `create_engine` that do not depend on the driver."""
    arguments: dict[str, Any] = {
        "echo": settings.echo_sql,
        # What users stored has no place in a log of errors.
        "hide_parameters": not settings.echo_sql,
    }
    if not pool.pooled:
        return arguments | {"poolclass": NullPool}
    return arguments | {
        "pool_size": pool.pool_size,
        "max_overflow": pool.max_overflow,
        "pool_timeout": pool.pool_timeout,
        "pool_recycle": pool.pool_recycle,
        "pool_pre_ping": pool.pool_pre_ping,
        # Last in, first out leaves the connections beyond the usual load idle.
        "pool_use_lifo": True,
    }


def time_limits(pool: PoolSettings) -> dict[str, str]:
    """The server's own limits, as its settings name them, in milliseconds."""
    return {
        "statement_timeout": _milliseconds(pool.statement_timeout),
        "lock_timeout": _milliseconds(pool.lock_timeout),
        "idle_in_transaction_session_timeout": _milliseconds(
            pool.idle_in_transaction_timeout
        ),
    }


def startup_limits(pool: PoolSettings) -> dict[str, str]:
    """The limits to give when a connection starts; a transaction pooler refuses any."""
    return {} if pool.transaction_pooler else time_limits(pool)


def warn_of_shortage(workers: int, pool: PoolSettings, admitted: int) -> None:
    """Say so if the server does not admit as many connections as may be wanted."""
    wanted = workers * pool.max_connections
    if wanted > admitted:
        logger.warning(
            "%d workers with %d connections each may want %d, but the server admits "
            "%d: lower DB_POOL_SIZE, DB_MAX_OVERFLOW or WEB_CONCURRENCY, or raise "
            "max_connections",
            *(workers, pool.max_connections, wanted, admitted),
        )


def prepare_engine(engine: Engine, pool: PoolSettings) -> None:
    """Give the engine the behaviour that its arguments cannot."""
    event.listen(engine, "do_connect", _connect)
    if pool.transaction_pooler:
        limits = time_limits(pool)
        calls = ", ".join(f"set_config('{name}', :{name}, true)" for name in limits)
        statement = text(f"SELECT {calls}")

        def limit_transaction(connection: Connection) -> None:
            connection.execute(statement, limits)

        event.listen(engine, "begin", limit_transaction)


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _connect(
    dialect: Any, _record: object, arguments: list[Any], options: dict[str, Any]
) -> Any:
    """Connect; whatever prevents it, the database is not available.

    The drivers have an error of their own for each cause, and not always a SQLSTATE.
    """
    try:
        return dialect.connect(*arguments, **options)
    except Exception as error:
        logger.warning("cannot connect to the database: %r", error)
        raise UnavailableError(UNAVAILABLE) from error
