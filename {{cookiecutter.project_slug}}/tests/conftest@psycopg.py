"""Fixtures: each test works in a transaction that is rolled back at its end."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client
from sqlalchemy import Engine, text
from sqlalchemy.orm import sessionmaker

from app.config import PoolSettings, Settings
from app.database import create_engine
from app.main import create_app
from app.session import Session
from app.tables import metadata
from tests.queries import QueryLog

pytest_plugins = [
    "tests.database",
    # {% if cookiecutter.pool_profile == "pgbouncer" %}
    "tests.pooler",
    # {% endif %}
]


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings, PoolSettings())
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions whose commits only release savepoints of the test's transaction."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield sessionmaker(
            connection,
            class_=Session,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
        transaction.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def committing_sessions(
    engine: Engine,
) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit; afterwards the tables are emptied."""
    yield sessionmaker(engine, class_=Session, expire_on_commit=False)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)}"))


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> FastAPI:
    return create_app()


@pytest.fixture(scope="session")
def app_to_run(settings: Settings) -> FastAPI:
    """An application for tests that run one, with engines of their own."""
    return create_app()


@pytest.fixture(scope="session")
def whole_client(whole_app: FastAPI) -> Iterator[Client]:
    """A client with one event loop for all requests, which is quicker than many."""
    with TestClient(whole_app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def app(whole_app: FastAPI, sessions: sessionmaker[Session]) -> FastAPI:
    whole_app.state.sessions = sessions
    return whole_app


@pytest.fixture
def client(whole_client: Client, app: FastAPI) -> Client:
    """A client that sees an unexpected error as its users do: as an answer."""
    return whole_client


@pytest.fixture
def query_log(engine: Engine) -> QueryLog:
    return QueryLog(engine)


@pytest.fixture
def committing_client(
    app: FastAPI,
    client: Client,
    committing_sessions: sessionmaker[Session],
) -> Client:
    """A client whose requests really commit."""
    app.state.sessions = committing_sessions
    return client


@pytest.fixture
def rivals(
    committing_sessions: sessionmaker[Session],
) -> Iterator[tuple[Session, Session]]:
    """Two sessions in transactions of their own, neither of which waits for long."""
    with committing_sessions() as one, committing_sessions() as other:
        for session in (one, other):
            connection = session.connection()
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield one, other
