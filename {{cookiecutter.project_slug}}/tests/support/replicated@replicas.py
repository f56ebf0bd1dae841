"""A primary and its standby, for tests that read from a replica."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import make_url
from sqlmodel import func, select

from app.api.session import ReadSessionDep
from app.config.settings import Settings
from app.db.concurrency import sleep
from dev import postgres
from dev.postgres.cluster_pair import Pair
from tests.support.databases import new_sample_database
from tests.support.embedded_servers import temporary_folders
from tests.support.sample.app import create_sample_app
from tests.support.server import execute
from tests.support.settings import forget_settings
from tests.support.tables import create_sample_tables

SECONDS = 30
ATTEMPTS = 1000
POSITION = "SELECT CAST(pg_current_wal_insert_lsn() AS text)"
HAS_REPLAYED = "SELECT pg_last_wal_replay_lsn() >= '{}'"

# In a process that ends: Python would warn about a server of its own that runs on.
START = """
import sys
from pathlib import Path
from dev.postgres.cluster_pair import Pair

Pair(Path(sys.argv[1]), True).standby.start()
"""


class ServerPublic(BaseModel):
    """The server that has responded to a read."""

    port: int


def create_replicated_app() -> FastAPI:
    """The sample application, and a route that says which server it has read from."""
    app = create_sample_app()

    @app.get("/server")
    async def get_server(session: ReadSessionDep) -> ServerPublic:
        result = await session.exec(select(func.inet_server_port()))
        return ServerPublic(port=result.one())

    return app


def start_standby(pair: Pair) -> None:
    command = [sys.executable, "-c", START, str(pair.home)]
    subprocess.run(command, cwd=postgres.PROJECT, check=True)


async def expect_position(app: FastAPI) -> None:
    """Wait until the application knows a position of the primary."""
    for _ in range(ATTEMPTS):
        if app.state.replicas.latest:
            return
        await sleep(0.02)
    raise AssertionError("it does not ask the primary")


@contextmanager
def run_pair() -> Iterator[Pair]:
    """Run two servers that only this process uses."""
    with postgres.temporary() as url:
        pairs = [Pair(each, True) for each in temporary_folders(postgres.PROJECT)]
        [pair] = [each for each in pairs if each.owns(url)]
        start_standby(pair)
        yield pair


@dataclass
class Replicated:
    """A database of a pair, with the sample tables."""

    pair: Pair
    name: str

    @property
    def primary_port(self) -> int:
        return make_url(self.pair.url(self.name)).port or 0

    @property
    def replica_port(self) -> int:
        return make_url(self.pair.standby.url(self.name)).port or 0

    def on_primary(self, statement: str) -> object:
        return execute(make_url(self.pair.url(self.name)), statement)

    def on_replica(self, statement: str) -> object:
        return execute(make_url(self.pair.standby.url(self.name)), statement)

    def wait_for_replica(self) -> None:
        """Wait until the replica has what the primary has."""
        position = self.on_primary(POSITION)
        server = make_url(self.pair.standby.url("postgres"))
        statement = HAS_REPLAYED.format(position)
        wait_until(lambda: bool(execute(server, statement)))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the replica stay as it is during the block."""
        self.wait_for_replica()
        self.on_replica("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.on_replica("SELECT pg_wal_replay_resume()")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def used(database: Replicated) -> Iterator[Replicated]:
    """Let the settings lead to the database on both servers."""
    pair, name = database.pair, database.name
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", pair.url(name))
        patch.setenv("REPLICA_URL", pair.standby.url(name))
        patch.setenv("REPLICA_MAX_LAG", "60")  # longer than a test takes
        forget_settings()
        database.wait_for_replica()
        yield database
    forget_settings()


@pytest.fixture(scope="session")
def pair() -> Iterator[Pair]:
    """Two servers, started once: a test leaves both running."""
    with run_pair() as pair:
        yield pair


@pytest.fixture
def replicated(settings: Settings, pair: Pair) -> Iterator[Replicated]:
    """A new database of the pair, to which the settings lead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_DATABASE_URL", pair.url("postgres"))
        with new_sample_database("replicated") as created:
            name = make_url(created.database_url).database or ""
            with used(Replicated(pair, name)) as replicated:
                yield replicated


@pytest.fixture
def own_pair(settings: Settings) -> Iterator[Replicated]:
    """A pair for one test, which may stop the primary and promote the standby."""
    with run_pair() as pair:
        database = Replicated(pair, "postgres")
        database.on_primary(create_sample_tables())
        with used(database):
            yield database
