"""More clients at once than a pool has connections."""

import asyncio

import pytest
from fastapi import BackgroundTasks, FastAPI
from httpx2 import AsyncClient
from sqlmodel import func, select

from app import database
from app.config import PoolSettings, Settings
from app.database import SessionDep, SessionsDep
from app.health import Health
from app.main import create_app
from app.session import AsyncSession
from app.transactions import run_in_transaction
from tests.load import connected, load, serving
from tests.running import running

CLIENTS = 30
REQUESTS = 100


def held_app(done: asyncio.Event) -> FastAPI:
    app = create_app()

    @app.get("/held")
    async def hold_the_connection(session: SessionDep) -> Health:
        await session.exec(select(1))
        await done.wait()
        return Health()

    return app


async def status_of(client: AsyncClient, path: str) -> int:
    response = await client.get(path)
    return response.status_code


def test_all_are_served(settings: Settings) -> None:
    with serving() as port, connected(port, "/users", CLIENTS) as clients:
        statuses = load(clients, REQUESTS)

    assert statuses == {200: REQUESTS}


async def test_without_a_free_connection_in_time_it_is_a_503(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = PoolSettings(pooled=True, pool_size=1, max_overflow=0, pool_timeout=0.2)
    monkeypatch.setattr(database, "get_pool_settings", lambda: pool)
    done = asyncio.Event()

    async with running(held_app(done)) as client, asyncio.TaskGroup() as tasks:
        holding = tasks.create_task(status_of(client, "/held"))
        await asyncio.sleep(0.2)
        refused = await client.get("/health")
        done.set()
        held = await holding
        served = await client.get("/health")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (held, served.status_code) == (200, 200)


async def test_background_work_has_a_session_of_its_own(settings: Settings) -> None:
    app = create_app()
    seen = []

    async def remember(session: AsyncSession) -> None:
        found = await session.exec(select(func.current_database()))
        seen.append(found.one())

    @app.post("/later")
    async def do_later(sessions: SessionsDep, tasks: BackgroundTasks) -> Health:
        tasks.add_task(run_in_transaction, sessions, remember)
        return Health()

    async with running(app) as client:
        response = await client.post("/later")

    assert response.status_code == 200
    assert len(seen) == 1
