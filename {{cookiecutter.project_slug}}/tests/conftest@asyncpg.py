"""Fixtures: each test runs in a transaction that is rolled back at its end."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.api.connection_slots import ConnectionSlots
from app.config.settings import PoolSettings, Settings
from app.db.engine import (
    create_engine,
    create_read_session_maker,
    create_session_maker,
)
from app.db.session import AsyncSession, AsyncSessionMaker
from tests.support.query_log import QueryLog
from tests.support.sample.app import create_sample_app
from tests.support.sessions import (
    IN_SAVEPOINTS,
    READ_ONLY_IN_SAVEPOINTS,
    TwoSessions,
)
from tests.support.tables import TRUNCATE

pytest_plugins = [
    "tests.support.settings",
    "tests.support.databases",
    "tests.support.log",
    "tests.support.otlp_collector",
    # {% if cookiecutter.example %}
    "tests.support.passwords",
    # {% endif %}
    # {% if cookiecutter.pool_profile == "pgbouncer" %}
    "tests.support.pgbouncer",
    # {% endif %}
    # {% if cookiecutter.pool_profile == "replicas" %}
    "tests.support.replicated",
    # {% endif %}
]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """One event loop for all tests, so that they can share the engine."""
    return "asyncio"


@pytest.fixture(scope="session")
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings, PoolSettings())
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def read_engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings, PoolSettings(), read_only=True)
    yield engine
    await engine.dispose()


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """The connection of a test, in a transaction that is rolled back."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()


@pytest.fixture
def session_maker(connection: AsyncConnection) -> AsyncSessionMaker:
    """A session maker whose commits only release savepoints of one transaction."""
    return create_session_maker(connection, **IN_SAVEPOINTS)


@pytest.fixture
def read_session_maker(connection: AsyncConnection) -> AsyncSessionMaker:
    """A session maker of sessions that only read, in the same transaction."""
    return create_read_session_maker(connection, **READ_ONLY_IN_SAVEPOINTS)


@pytest.fixture
async def session(session_maker: AsyncSessionMaker) -> AsyncIterator[AsyncSession]:
    async with session_maker() as session:
        yield session


@pytest.fixture
async def committing_session_maker(
    engine: AsyncEngine,
) -> AsyncIterator[AsyncSessionMaker]:
    """A session maker whose commits are real; the tables are emptied after the test."""
    yield create_session_maker(engine)
    async with engine.begin() as connection:
        await connection.execute(text(TRUNCATE))


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> FastAPI:
    """The application that all tests use with the session maker of the test."""
    app = create_sample_app()
    size = PoolSettings().connections_per_pool
    app.state.connection_slots = ConnectionSlots(size)
    app.state.read_connection_slots = ConnectionSlots(size)
    return app


@pytest.fixture(scope="session")
def standalone_app(settings: Settings) -> FastAPI:
    """An application for tests that run its lifespan, which creates an engine."""
    return create_sample_app()


@pytest.fixture
def app(
    shared_app: FastAPI,
    session_maker: AsyncSessionMaker,
    read_session_maker: AsyncSessionMaker,
) -> FastAPI:
    shared_app.state.session_maker = session_maker
    shared_app.state.read_session_maker = read_session_maker
    return shared_app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that gets a response, not an exception, for an unexpected error."""
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def query_log(engine: AsyncEngine, read_engine: AsyncEngine) -> QueryLog:
    return QueryLog(engine.sync_engine, read_engine.sync_engine)


@pytest.fixture
def committing_client(
    app: FastAPI,
    client: AsyncClient,
    committing_session_maker: AsyncSessionMaker,
    read_engine: AsyncEngine,
) -> AsyncClient:
    """A client whose requests really commit."""
    app.state.session_maker = committing_session_maker
    app.state.read_session_maker = create_read_session_maker(read_engine)
    return client


@pytest.fixture
async def two_sessions(
    committing_session_maker: AsyncSessionMaker,
) -> AsyncIterator[TwoSessions]:
    """Two sessions in separate transactions, with a short lock timeout."""
    async with committing_session_maker() as one, committing_session_maker() as other:
        for session in (one, other):
            connection = await session.connection()
            await connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield one, other
