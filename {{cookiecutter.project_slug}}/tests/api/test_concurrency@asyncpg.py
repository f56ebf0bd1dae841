"""More concurrent clients than connections."""

import asyncio

import pytest
from fastapi import BackgroundTasks, FastAPI
from httpx2 import AsyncClient
from sqlmodel import func, select

from app.api.health import Health
from app.api.session import ReadSessionDep, SessionDep, SessionMakerDep
from app.config.settings import Settings
from app.db.session import AsyncSession
from app.db.transactions import run_in_transaction
from app.main import create_app
from tests.support import ping
from tests.support.load_client import load, open_clients
from tests.support.run_app import run_app
from tests.support.run_server import run_server
from tests.support.settings import OverrideSettings

CLIENTS = 30
REQUESTS = 100


def blocking_app(done: asyncio.Event) -> FastAPI:
    app = create_app()
    app.include_router(ping.router)

    @app.get("/blocking")
    async def block_reads(session: ReadSessionDep) -> Health:
        await session.exec(select(1))
        await done.wait()
        return Health()

    @app.post("/blocking")
    async def block_changes(session: SessionDep) -> Health:
        await session.exec(select(1))
        await done.wait()
        return Health()

    return app


async def status_of(client: AsyncClient, method: str, path: str) -> int:
    response = await client.request(method, path)
    return response.status_code


@pytest.fixture
def one_connection(override_settings: OverrideSettings) -> None:
    override_settings(
        DB_POOLED=True, DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0, DB_POOL_TIMEOUT=0.2
    )


def test_more_clients_than_connections_are_all_served(settings: Settings) -> None:
    with run_server() as port, open_clients(port, "/planets", CLIENTS) as clients:
        statuses = load(clients, REQUESTS)

    assert statuses == {200: REQUESTS}


async def test_pool_timeout_is_a_503(settings: Settings, one_connection: None) -> None:
    done = asyncio.Event()

    async with run_app(blocking_app(done)) as client, asyncio.TaskGroup() as tasks:
        holding = tasks.create_task(status_of(client, "GET", "/blocking"))
        await asyncio.sleep(0.2)
        refused = await client.get("/ping")
        done.set()
        held = await holding
        served = await client.get("/ping")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (held, served.status_code) == (200, 200)


async def test_changes_do_not_take_the_connections_of_reads(
    settings: Settings, one_connection: None
) -> None:
    done = asyncio.Event()

    async with run_app(blocking_app(done)) as client, asyncio.TaskGroup() as tasks:
        holding = tasks.create_task(status_of(client, "POST", "/blocking"))
        await asyncio.sleep(0.2)
        refused = await client.post("/blocking")
        served = await client.get("/ping")
        done.set()
        held = await holding

    assert (refused.status_code, served.status_code, held) == (503, 200, 200)


async def test_a_background_task_has_its_own_session(settings: Settings) -> None:
    app = create_app()
    seen = []

    async def remember(session: AsyncSession) -> None:
        result = await session.exec(select(func.current_database()))
        seen.append(result.one())

    @app.post("/later")
    async def do_later(
        session_maker: SessionMakerDep, tasks: BackgroundTasks
    ) -> Health:
        tasks.add_task(run_in_transaction, session_maker, remember)
        return Health()

    async with run_app(app) as client:
        response = await client.post("/later")

    assert response.status_code == 200
    assert len(seen) == 1
