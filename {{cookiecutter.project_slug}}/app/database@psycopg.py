"""The engine, and the session of a request: one request is one transaction."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from math import ceil
from typing import Annotated, Any

import sqlalchemy
from fastapi import Depends, FastAPI, Request
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from app.config import PoolSettings, Settings, get_pool_settings, get_settings
from app.engine import (
    APPLICATION_NAME,
    engine_arguments,
    prepare_engine,
    startup_limits,
)
from app.session import Session

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


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for as long as the application runs."""
    engine = create_engine(get_settings(), get_pool_settings())
    app.state.sessions = sessionmaker(engine, class_=Session, expire_on_commit=False)
    try:
        yield
    finally:
        engine.dispose()


def get_session(request: Request) -> Iterator[Session]:
    """Commit when the endpoint has returned, or roll back whatever went wrong.

    Code below an endpoint flushes and never commits.
    """
    sessions: sessionmaker[Session] = request.app.state.sessions
    with sessions.begin() as session:
        yield session


# With scope="function" the commit comes before the answer is sent: a client never
# reads "created" of a row that the commit then refuses. With max_concurrency a
# request waits for its turn before it takes a thread; else, once clients outnumber
# connections, those who wait hold the threads that those who are served need to end.
# Use no other alias: Depends(get_session) alone would be a second session in the
# same request, outside the limit.
SessionDep = Annotated[
    Session,
    Depends(
        get_session,
        scope="function",
        max_concurrency=get_pool_settings().max_connections,
    ),
]
