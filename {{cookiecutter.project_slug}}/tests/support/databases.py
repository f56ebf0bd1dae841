"""The test databases: created for one run, built by the migrations, then dropped."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from alembic import command
from sqlalchemy import make_url

from app.config.database_url import driver_url
from app.config.settings import Settings, get_settings
from dev import postgres
from dev.postgres.errors import PostgresUnavailableError
from tests.support.revisions import alembic_config
from tests.support.server import execute
from tests.support.settings import forget_settings
from tests.support.tables import create_sample_tables


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start a server, which xdist's workers share, unless TEST_DATABASE_URL is set."""
    if session.config.option.collectonly:
        return
    server = ExitStack()
    session.config.add_cleanup(server.close)
    try:
        if not os.environ.get("TEST_DATABASE_URL"):
            os.environ["TEST_DATABASE_URL"] = server.enter_context(postgres.temporary())
        driver_url(os.environ["TEST_DATABASE_URL"])
    except PostgresUnavailableError as error:
        pytest.exit(str(error), returncode=1)
    except ValueError as error:
        pytest.exit(f"TEST_DATABASE_URL: {error}", returncode=1)


@contextmanager
def new_database(purpose: str) -> Iterator[Settings]:
    """Create an empty database, yield the settings for it, and drop it."""
    server = make_url(os.environ["TEST_DATABASE_URL"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{postgres.DATABASE}_{purpose}_{worker}_{os.getpid()}"
    # Fails if the database exists: then it is not ours, and we must not drop it.
    execute(server, f'CREATE DATABASE "{name}"')
    with pytest.MonkeyPatch.context() as patch:
        url = server.set(database=name).render_as_string(hide_password=False)
        patch.setenv("DATABASE_URL", url)
        forget_settings()
        yield get_settings()
    forget_settings()
    execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def new_sample_database(purpose: str) -> Iterator[Settings]:
    """Create a database with the sample tables, yield its settings, and drop it."""
    with new_database(purpose) as settings:
        execute(make_url(settings.database_url), create_sample_tables())
        yield settings


@pytest.fixture(scope="session")
def direct_settings() -> Iterator[Settings]:
    """The settings of the test database, connected directly to the server."""
    with new_sample_database("test") as settings:
        command.upgrade(alembic_config(), "head")
        yield settings


@pytest.fixture(scope="session")
def settings(direct_settings: Settings) -> Settings:
    """The settings of the test database, connected as the service connects."""
    return direct_settings
