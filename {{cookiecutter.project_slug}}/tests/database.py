"""The databases of the tests: made for one run, built by the migrations, dropped."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from alembic import command
from alembic.config import Config
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import make_url

from app import passwords
from app.config import Settings, get_settings
from dev import postgres
from dev.postgres.errors import PostgresUnavailableError
from tests.server import execute

os.environ["ENVIRONMENT"] = "testing"


def pytest_configure(config: pytest.Config) -> None:
    """Start a server, unless one is given. With xdist, all workers share it."""
    if "TEST_DATABASE_URL" not in os.environ:
        server = ExitStack()
        config.add_cleanup(server.close)
        try:
            os.environ["TEST_DATABASE_URL"] = server.enter_context(postgres.temporary())
        except PostgresUnavailableError as error:
            pytest.exit(str(error), returncode=1)


@contextmanager
def new_database(purpose: str) -> Iterator[Settings]:
    """Give the settings of an empty database that nobody else uses."""
    server = make_url(os.environ["TEST_DATABASE_URL"])
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"{postgres.DATABASE}_{purpose}_{worker}_{os.getpid()}"
    # This fails if there is such a database: then it is not ours to build or drop.
    execute(server, f'CREATE DATABASE "{name}"')
    with pytest.MonkeyPatch.context() as patch:
        url = server.set(database=name).render_as_string(hide_password=False)
        patch.setenv("DATABASE_URL", url)
        get_settings.cache_clear()
        yield get_settings()
    get_settings.cache_clear()
    execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def direct_settings() -> Iterator[Settings]:
    """The settings of the database that the tests work in, straight to the server."""
    with new_database("test") as settings:
        command.upgrade(Config(toml_file="pyproject.toml"), "head")
        yield settings


@pytest.fixture(scope="session")
def settings(direct_settings: Settings) -> Settings:
    """The settings of the same database as the service has them."""
    return direct_settings


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash without the effort that makes it safe, and slow."""
    with pytest.MonkeyPatch.context() as patch:
        hasher = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "hasher", PasswordHash((hasher,)))
        yield
