"""The engine and the session maker."""

import asyncio
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    async_sessionmaker,
    create_async_engine,
)

from app.config.settings import PoolSettings, Settings
from app.db.driver import Connection, close_on_timeout, connect
from app.db.engine_options import (
    APPLICATION_NAME,
    MAX_CONNECTIONS,
    client_timeout,
    engine_arguments,
    register_listeners,
    startup_settings,
    warn_if_too_few_connections,
)
from app.db.read_session import ReadOnlySession
from app.db.session import AsyncSession, AsyncSessionMaker
from app.errors import UnavailableError


def create_engine(
    settings: Settings, pool: PoolSettings, *, read_only: bool = False
) -> AsyncEngine:
    """Create an engine. It connects when a session first needs a connection.

    Each engine has a pool of its own. With `read_only`, it is for sessions that only
    read.
    """
    server_settings = {
        "application_name": APPLICATION_NAME,
        **startup_settings(pool, read_only=read_only),
    }
    connect_args = {
        "async_creator_fn": connect,
        "connection_class": Connection,
        "timeout": pool.connect_timeout,
        "command_timeout": client_timeout(pool),
        "server_settings": server_settings,
    }
    if pool.transaction_pooler:
        connect_args["statement_cache_size"] = 0
    engine = create_async_engine(
        settings.database_url,
        connect_args=connect_args,
        **engine_arguments(settings, pool, read_only=read_only),
    )
    register_listeners(
        engine.sync_engine, pool, engine.dialect.connect, read_only=read_only
    )
    event.listen(engine.sync_engine, "handle_error", close_on_timeout)
    return engine


def create_session_maker(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> AsyncSessionMaker:
    """Create the session maker.

    Its sessions keep objects readable after a commit, and raise an error if they are
    used after they were closed, such as by a background task.
    """
    return async_sessionmaker(
        bind,
        class_=AsyncSession,
        expire_on_commit=False,
        close_resets_only=False,
        **options,
    )


def create_read_session_maker(
    bind: AsyncEngine | AsyncConnection, **options: Any
) -> AsyncSessionMaker:
    """Create the session maker of sessions that only read."""
    return create_session_maker(bind, sync_session_class=ReadOnlySession, **options)


async def check_capacity(engine: AsyncEngine, workers: int, pool: PoolSettings) -> None:
    """Warn if the server allows fewer connections than the workers may open.

    A server that is unreachable or does not respond within the connect timeout is
    ignored: it may respond when a request comes.
    """
    if pool.transaction_pooler or not pool.pooled:
        return
    with suppress(UnavailableError, DBAPIError, TimeoutError):
        async with (
            asyncio.timeout(pool.connect_timeout),
            engine.connect() as connection,
        ):
            allowed = await connection.scalar(MAX_CONNECTIONS)
        warn_if_too_few_connections(workers, pool, allowed or 0)


async def dispose(engine: AsyncEngine, pool: PoolSettings) -> None:
    """Close the connections, or leave them if the server does not respond in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(pool.connect_timeout):
            await engine.dispose()
