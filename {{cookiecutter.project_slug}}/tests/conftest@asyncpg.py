"""Fixtures: each test works in a transaction that is rolled back at its end."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from app.config import PoolSettings, Settings
from app.database import create_engine
from app.main import create_app
from app.session import AsyncSession
from app.tables import metadata
from tests.queries import QueryLog

pytest_plugins = [
    "tests.database",
    # {% if cookiecutter.pool_profile == "pgbouncer" %}
    "tests.pooler",
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


@pytest.fixture
async def sessions(
    engine: AsyncEngine,
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions whose commits only release savepoints of the test's transaction."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield async_sessionmaker(
            connection,
            class_=AsyncSession,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
        await transaction.rollback()


@pytest.fixture
async def session(
    sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@pytest.fixture
async def committing_sessions(
    engine: AsyncEngine,
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions that really commit; afterwards the tables are emptied."""
    yield async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)}"))


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> FastAPI:
    return create_app()


@pytest.fixture(scope="session")
def app_to_run(settings: Settings) -> FastAPI:
    """An application for tests that run one, with engines of their own."""
    return create_app()


@pytest.fixture
def app(whole_app: FastAPI, sessions: async_sessionmaker[AsyncSession]) -> FastAPI:
    whole_app.state.sessions = sessions
    return whole_app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that sees an unexpected error as its users do: as an answer."""
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def query_log(engine: AsyncEngine) -> QueryLog:
    return QueryLog(engine.sync_engine)


@pytest.fixture
def committing_client(
    app: FastAPI,
    client: AsyncClient,
    committing_sessions: async_sessionmaker[AsyncSession],
) -> AsyncClient:
    """A client whose requests really commit."""
    app.state.sessions = committing_sessions
    return client


@pytest.fixture
async def rivals(
    committing_sessions: async_sessionmaker[AsyncSession],
) -> AsyncIterator[tuple[AsyncSession, AsyncSession]]:
    """Two sessions in transactions of their own, neither of which waits for long."""
    async with committing_sessions() as one, committing_sessions() as other:
        for session in (one, other):
            connection = await session.connection()
            await connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield one, other
