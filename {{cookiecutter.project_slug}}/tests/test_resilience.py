"""What becomes of requests when the server is slow, busy, gone or back again."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import make_url
from sqlmodel import func, select

from app import database
from app.config import PoolSettings, Settings
from app.database import SessionDep
from app.health import Health
from app.main import create_app
from app.session import AsyncSession
from app.teams import service as teams
from dev import postgres
from tests.api import create_team, create_user
from tests.database import new_database
from tests.running import running
from tests.server import execute

Rivals = tuple[AsyncSession, AsyncSession]

KILL_OTHERS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# A row of a team that kills its own connection, at once or when it is committed.
KILL_FUNCTION = """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(5); RETURN NULL; END
    $$
"""
KILL_TRIGGERS = {
    "at once": "CREATE TRIGGER die AFTER INSERT ON teams "
    "FOR EACH ROW EXECUTE FUNCTION die()",
    "at the commit": "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON teams "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()",
}


@pytest.fixture
def own_database() -> Iterator[Settings]:
    """A database whose connections can be killed without harm to other tests."""
    with new_database("resilience") as settings:
        command.upgrade(Config(toml_file="pyproject.toml"), "head")
        yield settings


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the server give up early."""
    pool = PoolSettings(statement_timeout=0.3, lock_timeout=0.1, connect_timeout=1)
    monkeypatch.setattr(database, "get_pool_settings", lambda: pool)


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = Settings(database_url=url)
    monkeypatch.setattr(database, "get_settings", lambda: settings)


def slow_app() -> FastAPI:
    app = create_app()

    @app.get("/slow")
    async def sleep(session: SessionDep) -> Health:
        await session.exec(select(func.pg_sleep(60)))
        return Health()

    return app


def assert_unavailable(response: Response) -> None:
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["retry-after"] == "1"


async def test_a_statement_that_takes_too_long_is_unavailable(
    settings: Settings, impatient: None
) -> None:
    async with running(slow_app()) as client:
        refused = await client.get("/slow")
        served = await client.get("/health")

    assert_unavailable(refused)
    assert "took too long" in refused.json()["detail"]
    assert served.status_code == 200


async def test_a_row_that_stays_locked_is_unavailable(
    app_to_run: FastAPI,
    impatient: None,
    committing_client: AsyncClient,
    rivals: Rivals,
) -> None:
    team = await create_team(committing_client)
    await teams.lock_team(rivals[0], team["id"])

    async with running(app_to_run) as client:
        response = await client.patch(f"/teams/{team['id']}", json={"name": "New"})

    assert_unavailable(response)
    assert "Another request was in the way" in response.json()["detail"]


async def test_the_server_may_go_and_come_back(
    app_to_run: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.development(project=tmp_path) as url:
        use(monkeypatch, url)

    # The server starts and stops with each block, on the same port.
    async with running(app_to_run) as client:
        never_there = await client.get("/health")
        with postgres.development(project=tmp_path):
            there = await client.get("/health")
        gone = [await client.get("/health") for _ in range(2)]
        with postgres.development(project=tmp_path):
            back = await client.get("/health")

    assert (there.status_code, back.status_code) == (200, 200)
    for response in (never_there, *gone):
        assert_unavailable(response)


async def test_a_server_that_says_nothing_is_given_up(
    app_to_run: FastAPI, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        ThreadPoolExecutor(1) as pool,
    ):
        port = silent.getsockname()[1]
        use(monkeypatch, f"postgresql://nobody:secret@127.0.0.1:{port}/nowhere")
        in_time = pool.submit(answered.wait, 20)

        async with running(app_to_run) as client:
            response = await client.get("/health")
            answered.set()

    assert_unavailable(response)
    assert in_time.result()


async def test_connections_that_were_killed_while_idle_fail_no_request(
    app_to_run: FastAPI, own_database: Settings
) -> None:
    url = make_url(own_database.database_url)

    async with running(app_to_run) as client:
        before = await client.get("/users")
        killed = execute(url, KILL_OTHERS)
        after = [await client.get("/users") for _ in range(3)]

    assert before.status_code == 200
    assert (killed > 0) == PoolSettings().pooled
    assert [response.status_code for response in after] == [200] * 3


@pytest.mark.parametrize("when", KILL_TRIGGERS)
async def test_a_connection_that_is_killed_at_work_is_no_success(
    app_to_run: FastAPI, own_database: Settings, when: str
) -> None:
    url = make_url(own_database.database_url)

    async with running(app_to_run) as client:
        user = await create_user(client)
        execute(url, KILL_FUNCTION)
        execute(url, KILL_TRIGGERS[when])
        refused = await client.post("/teams", json={"name": "Doomed"})
        served = await client.get(f"/users/{user['id']}")

    assert_unavailable(refused)
    assert served.status_code == 200
    assert execute(url, "SELECT count(*) FROM teams") == 0


@pytest.mark.parametrize(
    ("pooled", "workers", "warns"),
    [(True, 1, False), (True, 10_000, True), (False, 10_000, False)],
)
async def test_workers_whose_connections_do_not_fit_are_warned_of(
    app_to_run: FastAPI,
    direct_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pooled: bool,
    workers: int,
    warns: bool,
) -> None:
    many = direct_settings.model_copy(update={"web_concurrency": workers})
    pool = PoolSettings(pooled=pooled, transaction_pooler=False)
    monkeypatch.setattr(database, "get_settings", lambda: many)
    monkeypatch.setattr(database, "get_pool_settings", lambda: pool)

    async with running(app_to_run):
        pass

    assert ("10000 workers" in caplog.text) == warns
