"""Requests while the database is slow, locked, unreachable or restarting."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import make_url
from sqlmodel import func, select

from app.api.health import Health
from app.api.session import SessionDep
from app.config.settings import PoolSettings, Settings
from app.db.engine_options import warn_if_too_few_connections
from app.main import create_app
from dev import postgres
from tests.support import ping
from tests.support.databases import new_sample_database
from tests.support.run_app import run_app
from tests.support.sample import service
from tests.support.sample.requests import create_planet
from tests.support.server import execute
from tests.support.sessions import TwoSessions
from tests.support.settings import OverrideSettings

KILL_OTHERS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# An inserted moon kills its own connection, at once or at the commit.
KILL_FUNCTION = """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(5); RETURN NULL; END
    $$
"""
KILL_TRIGGERS = {
    "at once": "CREATE TRIGGER die AFTER INSERT ON sample.moons "
    "FOR EACH ROW EXECUTE FUNCTION die()",
    "at the commit": "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON sample.moons "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()",
}


@pytest.fixture
def own_database() -> Iterator[Settings]:
    """A dedicated database, whose connections can be killed."""
    with new_sample_database("resilience") as settings:
        yield settings


@pytest.fixture
def short_timeouts(override_settings: OverrideSettings) -> None:
    override_settings(
        DB_STATEMENT_TIMEOUT=0.3, DB_LOCK_TIMEOUT=0.1, DB_CONNECT_TIMEOUT=1
    )


def slow_app() -> FastAPI:
    app = create_app()
    app.include_router(ping.router)

    @app.get("/slow")
    async def sleep(session: SessionDep) -> Health:
        await session.exec(select(func.pg_sleep(60)))
        return Health()

    return app


def assert_unavailable(response: Response) -> None:
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["retry-after"] == "1"


async def test_statement_timeout_is_a_503(
    settings: Settings,
    short_timeouts: None,
) -> None:
    async with run_app(slow_app()) as client:
        refused = await client.get("/slow")
        served = await client.get("/ping")

    assert_unavailable(refused)
    assert "took too long" in refused.json()["detail"]
    assert served.status_code == 200


async def test_lock_timeout_is_a_503(
    standalone_app: FastAPI,
    short_timeouts: None,
    committing_client: AsyncClient,
    two_sessions: TwoSessions,
) -> None:
    planet = await create_planet(committing_client)
    await service.lock(two_sessions[0], planet["id"])

    async with run_app(standalone_app) as client:
        response = await client.patch(f"/planets/{planet['id']}", json={})

    assert_unavailable(response)
    assert "Another request is changing the same data" in response.json()["detail"]


async def test_recovers_after_database_restart(
    standalone_app: FastAPI, tmp_path: Path, override_settings: OverrideSettings
) -> None:
    with postgres.development(project=tmp_path) as url:
        override_settings(DATABASE_URL=url)

    # Each block starts and stops the server, on the same port.
    async with run_app(standalone_app) as client:
        never_there = await client.get("/ping")
        with postgres.development(project=tmp_path):
            there = await client.get("/ping")
        gone = [await client.get("/ping") for _ in range(2)]
        with postgres.development(project=tmp_path):
            back = await client.get("/ping")

    assert (there.status_code, back.status_code) == (200, 200)
    for response in (never_there, *gone):
        assert_unavailable(response)


async def test_connect_timeout_is_a_503(
    standalone_app: FastAPI, short_timeouts: None, override_settings: OverrideSettings
) -> None:
    answered = Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        ThreadPoolExecutor(1) as pool,
    ):
        port = silent.getsockname()[1]
        override_settings(DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/nowhere")
        in_time = pool.submit(answered.wait, 20)

        async with run_app(standalone_app) as client:
            response = await client.get("/ping")
            answered.set()

    assert_unavailable(response)
    assert in_time.result()


async def test_connections_killed_while_idle_fail_no_request(
    standalone_app: FastAPI, own_database: Settings
) -> None:
    url = make_url(own_database.database_url)

    async with run_app(standalone_app) as client:
        before = await client.get("/planets")
        killed = execute(url, KILL_OTHERS)
        after = [await client.get("/planets") for _ in range(3)]

    assert before.status_code == 200
    # Without a pool, the server may still be closing the connection of the request.
    assert killed > 0 or not PoolSettings().pooled
    assert [response.status_code for response in after] == [200] * 3


@pytest.mark.parametrize("when", KILL_TRIGGERS)
async def test_a_connection_killed_during_a_request_is_a_503(
    standalone_app: FastAPI, own_database: Settings, when: str
) -> None:
    url = make_url(own_database.database_url)

    async with run_app(standalone_app) as client:
        planet = await create_planet(client)
        execute(url, KILL_FUNCTION)
        execute(url, KILL_TRIGGERS[when])
        refused = await client.post(
            "/planets", json={"name": "Doomed", "moon_names": ["Doom"]}
        )
        served = await client.get(f"/planets/{planet['id']}")

    assert_unavailable(refused)
    assert served.status_code == 200
    assert execute(url, "SELECT count(*) FROM sample.planets") == 1


@pytest.mark.parametrize(
    ("pooled", "workers", "warns"),
    [(True, 1, False), (True, 10_000, True), (False, 10_000, False)],
)
async def test_startup_warns_of_too_few_connections(
    standalone_app: FastAPI,
    direct_settings: Settings,
    override_settings: OverrideSettings,
    caplog: pytest.LogCaptureFixture,
    pooled: bool,
    workers: int,
    warns: bool,
) -> None:
    override_settings(
        DATABASE_URL=direct_settings.database_url,
        WEB_CONCURRENCY=workers,
        DB_POOLED=pooled,
        DB_TRANSACTION_POOLER=False,
    )

    async with run_app(standalone_app):
        pass

    assert (f"{workers} workers" in caplog.text) == warns


@pytest.mark.parametrize(("allowed", "warns"), [(22, False), (21, True)])
def test_as_many_connections_as_the_server_allows_are_no_warning(
    caplog: pytest.LogCaptureFixture, allowed: int, warns: bool
) -> None:
    pool = PoolSettings(pooled=True, pool_size=3, max_overflow=2)

    warn_if_too_few_connections(2, pool, allowed)

    assert bool(caplog.records) == warns
