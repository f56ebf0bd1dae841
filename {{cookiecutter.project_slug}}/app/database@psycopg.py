"""The engine, and the session of a request: one request is one transaction."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from math import ceil
from typing import Annotated, Any

import sqlalchemy
from fastapi import Depends, FastAPI, Request
from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import sessionmaker

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
from app.session import Session
from app.work import Sessions

KEEPALIVES = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def create_engine(settings: Settings, pool: PoolSettings) -> Engine:
    """Create the engine; it connects when the first session needs it."""
    limits = startup_limits(pool).items()
    connect_args: dict[str, Any] = {
        "application_name": APPLICATION_NAME,
        "connect_timeout": ceil(pool.connect_timeout),
        "options": " ".join(f"-c {name}={value}" for name, value in limits),
        **KEEPALIVES,
    }
    if pool.transaction_pooler:
        connect_args["prepare_threshold"] = None
    engine = sqlalchemy.create_engine(
        settings.database_url,
        connect_args=connect_args,
        **engine_arguments(settings, pool),
    )
    prepare_engine(engine, pool)
    return engine


def check_capacity(engine: Engine, workers: int, pool: PoolSettings) -> None:
    """Warn of a server that is too small; one that is away may come back."""
    if pool.transaction_pooler or not pool.pooled:
        return
    with suppress(UnavailableError):
        with engine.connect() as connection:
            admitted = connection.scalar(ADMITTED)
        warn_of_shortage(workers, pool, admitted or 0)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for as long as the application runs."""
    settings, pool = get_settings(), get_pool_settings()
    engine = create_engine(settings, pool)
    check_capacity(engine, settings.web_concurrency, pool)
    app.state.turns = asyncio.Semaphore(pool.max_connections)
    app.state.sessions = sessionmaker(engine, class_=Session, expire_on_commit=False)
    try:
        yield
    finally:
        engine.dispose()


@asynccontextmanager
async def turn(app: FastAPI) -> AsyncIterator[None]:
    """Admit as many at a time as there are connections. Raises PoolTimeoutError.

    Waiting here takes no thread. Else, once clients outnumber connections, those who
    wait would hold the threads that those who are served need to end. FastAPI's own
    max_concurrency waits for ever, and is of no use to streams.
    """
    patience = get_pool_settings().pool_timeout
    try:
        async with asyncio.timeout(patience):
            await app.state.turns.acquire()
    except TimeoutError:
        raise PoolTimeoutError(f"no connection within {patience} s") from None
    try:
        yield
    finally:
        app.state.turns.release()


async def take_turn(request: Request) -> AsyncIterator[None]:
    async with turn(request.app):
        yield


TurnDep = Annotated[None, Depends(take_turn, scope="function")]


def get_sessions(request: Request, _turn: TurnDep) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


# For endpoints that repeat their work when it collides with other work: see
# run_in_transaction. Others take a SessionDep; both would be two connections.
SessionsDep = Annotated[Sessions, Depends(get_sessions)]


def get_session(sessions: SessionsDep) -> Iterator[Session]:
    """Commit when the endpoint has returned, or roll back whatever went wrong.

    Code below an endpoint flushes and never commits.
    """
    with sessions.begin() as session:
        yield session


# With scope="function" the commit comes before the answer is sent: a client never
# reads "created" of a row that the commit then refuses. Use no other alias:
# Depends(get_session) alone would be a second session in the same request.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
