"""Fixtures: each test runs in a transaction that is rolled back at its end."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client
from sqlalchemy import Connection, Engine, text

from app.config.settings import PoolSettings, Settings
from app.db.engine import (
    create_engine,
    create_read_session_maker,
    create_session_maker,
)
from app.db.session import Session, SessionMaker
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
def engine(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings, PoolSettings())
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def read_engine(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings, PoolSettings(), read_only=True)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """The connection of a test, in a transaction that is rolled back."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def session_maker(connection: Connection) -> SessionMaker:
    """A session maker whose commits only release savepoints of one transaction."""
    return create_session_maker(connection, **IN_SAVEPOINTS)


@pytest.fixture
def read_session_maker(connection: Connection) -> SessionMaker:
    """A session maker of sessions that only read, in the same transaction."""
    return create_read_session_maker(connection, **READ_ONLY_IN_SAVEPOINTS)


@pytest.fixture
def session(session_maker: SessionMaker) -> Iterator[Session]:
    with session_maker() as session:
        yield session


@pytest.fixture
def committing_session_maker(engine: Engine) -> Iterator[SessionMaker]:
    """A session maker whose commits are real; the tables are emptied after the test."""
    yield create_session_maker(engine)
    with engine.begin() as connection:
        connection.execute(text(TRUNCATE))


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> FastAPI:
    """The application that all tests use with the session maker of the test."""
    return create_sample_app()


@pytest.fixture(scope="session")
def standalone_app(settings: Settings) -> FastAPI:
    """An application for tests that run its lifespan, which creates an engine."""
    return create_sample_app()


@pytest.fixture(scope="session")
def shared_client(shared_app: FastAPI) -> Iterator[Client]:
    """A client with one event loop for all requests, which is faster than many."""
    with TestClient(shared_app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def app(
    shared_app: FastAPI,
    session_maker: SessionMaker,
    read_session_maker: SessionMaker,
) -> FastAPI:
    shared_app.state.session_maker = session_maker
    shared_app.state.read_session_maker = read_session_maker
    return shared_app


@pytest.fixture
def client(shared_client: Client, app: FastAPI) -> Client:
    """A client that gets a response, not an exception, for an unexpected error."""
    return shared_client


@pytest.fixture
def query_log(engine: Engine, read_engine: Engine) -> QueryLog:
    return QueryLog(engine, read_engine)


@pytest.fixture
def committing_client(
    app: FastAPI,
    client: Client,
    committing_session_maker: SessionMaker,
    read_engine: Engine,
) -> Client:
    """A client whose requests really commit."""
    app.state.session_maker = committing_session_maker
    app.state.read_session_maker = create_read_session_maker(read_engine)
    return client


@pytest.fixture
def two_sessions(
    committing_session_maker: SessionMaker,
) -> Iterator[TwoSessions]:
    """Two sessions in separate transactions, with a short lock timeout."""
    with committing_session_maker() as one, committing_session_maker() as other:
        for session in (one, other):
            connection = session.connection()
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        yield one, other
