"""Health checks while the database is there, busy, silent, gone, or not migrated."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import make_url

from app.api import readiness
from app.config.settings import Settings
from app.db.concurrency import sleep
from app.db.revisions import Revisions, known_revisions
from dev import postgres
from tests.support.databases import new_database
from tests.support.run_app import run_app
from tests.support.server import execute
from tests.support.settings import OverrideSettings
from tests.support.silent_proxy import silent_proxy
from tests.support.wait_for_port import TIMEOUT

CHECKS = ["/health", "/health/ready"]
REVISIONS = Revisions(latest=frozenset({"b"}), all=frozenset({"a", "b"}))
TABLE = "CREATE TABLE alembic_version (version_num text)"
OTHER_TABLE = "CREATE TABLE alembic_version (number int)"
INSERT = "INSERT INTO alembic_version VALUES ('{}')"


@pytest.fixture
def own_database() -> Iterator[Settings]:
    with new_database("health") as settings:
        yield settings


@pytest.fixture
def no_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Revisions(latest=frozenset(), all=frozenset())
    monkeypatch.setattr(readiness, "known_revisions", lambda: none)


async def detail(client: AsyncClient) -> str:
    """Return why the service is not ready, or ""."""
    response = await client.get("/health/ready")
    assert response.status_code in (200, 503)
    found: str = response.json().get("detail", "")
    return found


async def wait_until_ready(client: AsyncClient) -> Response:
    deadline = time.monotonic() + TIMEOUT
    while True:
        response = await client.get("/health/ready")
        if response.status_code == 200 or time.monotonic() > deadline:
            return response
        await sleep(0.1)


@pytest.mark.parametrize("path", ["/health/live", *CHECKS])
async def test_the_service_is_healthy(standalone_app: FastAPI, path: str) -> None:
    async with run_app(standalone_app) as client:
        response = await client.get(path)

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_the_latest_revisions_are_known() -> None:
    known_revisions.cache_clear()  # another test may have loaded them in a thread
    known = known_revisions()

    assert known.latest <= known.all
    assert known.are_applied(known.latest)


async def test_a_busy_pool_fails_no_check(
    standalone_app: FastAPI, override_settings: OverrideSettings
) -> None:
    override_settings(DB_POOLED=True, DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0)
    async with run_app(standalone_app) as client:
        state = standalone_app.state
        async with state.session_maker() as one, state.read_session_maker() as other:
            await one.connection()
            await other.connection()
            live = await client.get("/health/live")
            ready = await client.get("/health/ready")

    assert live.status_code == ready.status_code == 200


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        ([], readiness.NOT_MIGRATED),
        ([OTHER_TABLE], readiness.NO_DATABASE),
        ([TABLE], readiness.NOT_MIGRATED),
        ([TABLE, INSERT.format("a")], readiness.NOT_MIGRATED),
        ([TABLE, INSERT.format("b")], ""),
        ([TABLE, INSERT.format("of a newer release")], ""),
    ],
)
async def test_a_service_without_its_migrations_is_not_ready(
    standalone_app: FastAPI,
    own_database: Settings,
    monkeypatch: pytest.MonkeyPatch,
    statements: list[str],
    problem: str,
) -> None:
    monkeypatch.setattr(readiness, "known_revisions", lambda: REVISIONS)
    database = make_url(own_database.database_url)
    for statement in statements:
        execute(database, statement)

    async with run_app(standalone_app) as client:
        found = await detail(client)

    assert found == problem


async def test_only_a_live_service_needs_no_database(
    standalone_app: FastAPI,
    tmp_path: Path,
    override_settings: OverrideSettings,
    no_revisions: None,
) -> None:
    with postgres.development(project=tmp_path) as url:
        override_settings(DATABASE_URL=url)

    async with run_app(standalone_app) as client:
        before = await detail(client)
        live = await client.get("/health/live")
        with postgres.development(project=tmp_path):
            there = await wait_until_ready(client)
        gone = await detail(client)
        with postgres.development(project=tmp_path):
            back = await wait_until_ready(client)

    assert live.status_code == there.status_code == back.status_code == 200
    assert before == gone == readiness.NO_DATABASE


async def test_a_silent_database_is_reported_in_time(
    standalone_app: FastAPI,
    direct_settings: Settings,
    override_settings: OverrideSettings,
    no_revisions: None,
) -> None:
    url = make_url(direct_settings.database_url)
    with silent_proxy(url) as proxy:
        override_settings(DATABASE_URL=proxy.url, DB_CONNECT_TIMEOUT=2)
        async with run_app(standalone_app) as client:
            ready = await detail(client)
            proxy.fall_silent()
            silent = await detail(client)
            live = await client.get("/health/live")
            proxy.recover()
            recovered = await wait_until_ready(client)

    assert (ready, silent) == ("", readiness.NO_RESPONSE)
    assert live.status_code == recovered.status_code == 200


async def test_a_service_that_shuts_down_is_not_ready(standalone_app: FastAPI) -> None:
    async with run_app(standalone_app) as client:
        standalone_app.state.readiness.stop()
        response = await client.get("/health/ready")

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["detail"] == readiness.STOPPING
