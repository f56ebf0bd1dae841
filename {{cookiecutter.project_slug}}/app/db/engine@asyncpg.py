"""The engine and the session maker."""

from contextlib import suppress
from typing import Any

from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    async_sessionmaker,
    create_async_engine,
)

from app.config.settings import PoolSettings, Settings
from app.db.engine_options import (
    APPLICATION_NAME,
    MAX_CONNECTIONS,
    engine_arguments,
    register_listeners,
    startup_timeouts,
    warn_if_too_few_connections,
)
from app.db.session import AsyncSession, AsyncSessionMaker
from app.errors import UnavailableError


def create_engine(settings: Settings, pool: PoolSettings) -> AsyncEngine:
    """Create the engine. It connects when a session first needs a connection."""
    server_settings = {"application_name": APPLICATION_NAME, **startup_timeouts(pool)}
    connect_args = {"timeout": pool.connect_timeout, "server_settings": server_settings}
    if pool.transaction_pooler:
        connect_args["statement_cache_size"] = 0
    engine = create_async_engine(
        settings.database_url,
        connect_args=connect_args,
        **engine_arguments(settings, pool),
    )
    register_listeners(engine.sync_engine, pool)
    return engine


def create_session_maker(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> AsyncSessionMaker:
    """Create the session maker. Its sessions keep objects readable after a commit."""
    return async_sessionmaker(
        bind, class_=AsyncSession, expire_on_commit=False, **options
    )


async def check_capacity(engine: AsyncEngine, workers: int, pool: PoolSettings) -> None:
    """Warn if the server allows fewer connections than the workers may open.

    An unreachable server is ignored: it may be reachable when a request comes.
    """
    if pool.transaction_pooler or not pool.pooled:
        return
    with suppress(UnavailableError):
        async with engine.connect() as connection:
            allowed = await connection.scalar(MAX_CONNECTIONS)
        warn_if_too_few_connections(workers, pool, allowed or 0)
