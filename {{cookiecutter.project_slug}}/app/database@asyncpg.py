"""The engine, and the session of a request: one request is one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from app.config import PoolSettings, Settings, get_pool_settings, get_settings
from app.engine import (
    ADMITTED,
    APPLICATION_NAME,
    engine_arguments,
    prepare_engine,
    startup_limits,
    warn_of_shortage,
)
from app.errors import UnavailableError
from app.session import AsyncSession
from app.work import Sessions


def create_engine(settings: Settings, pool: PoolSettings) -> AsyncEngine:
    """Create the engine; it connects when the first session needs it."""
    server_settings = {"application_name": APPLICATION_NAME, **startup_limits(pool)}
    connect_args = {"timeout": pool.connect_timeout, "server_settings": server_settings}
    if pool.transaction_pooler:
        connect_args["statement_cache_size"] = 0
    engine = create_async_engine(
        settings.database_url,
        connect_args=connect_args,
        **engine_arguments(settings, pool),
    )
    prepare_engine(engine.sync_engine, pool)
    return engine


async def check_capacity(engine: AsyncEngine, workers: int, pool: PoolSettings) -> None:
    """Warn of a server that is too small; one that is away may come back."""
    if pool.transaction_pooler or not pool.pooled:
        return
    with suppress(UnavailableError):
        async with engine.connect() as connection:
            admitted = await connection.scalar(ADMITTED)
        warn_of_shortage(workers, pool, admitted or 0)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for as long as the application runs."""
    settings, pool = get_settings(), get_pool_settings()
    engine = create_engine(settings, pool)
    await check_capacity(engine, settings.web_concurrency, pool)
    app.state.sessions = async_sessionmaker(
        engine, class_=AsyncSession, expire_on_commit=False
    )
    try:
        yield
    finally:
        await engine.dispose()


async def get_sessions(request: Request) -> Sessions:
    """Hand them out. FastAPI would call a plain function in a thread."""
    sessions: Sessions = request.app.state.sessions
    return sessions


# For endpoints that repeat their work when it collides with other work, or go on
# after the answer has begun: see run_in_transaction. Others take a SessionDep.
SessionsDep = Annotated[Sessions, Depends(get_sessions)]


async def get_session(sessions: SessionsDep) -> AsyncIterator[AsyncSession]:
    """Commit when the endpoint has returned, or roll back whatever went wrong.

    Code below an endpoint flushes and never commits.
    """
    async with sessions.begin() as session:
        yield session


# With scope="function" the commit comes before the answer is sent: a client never
# reads "created" of a row that the commit then refuses. Use no other alias:
# Depends(get_session) alone would be a second session in the same request.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
