"""More concurrent clients than connections."""

import asyncio

import pytest
from fastapi import BackgroundTasks, FastAPI
from httpx2 import AsyncClient
from sqlmodel import func, select

from app.api.health import Health
from app.api.session import SessionDep, SessionMakerDep
from app.config.settings import Settings
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.transactions import run_in_transaction
from app.main import create_app
from app.users import dependencies
from tests.support.connection_count import ConnectionCount
from tests.support.factories import create_user, user_json
from tests.support.load_client import load, open_clients, run_server
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings

CLIENTS = 30
REQUESTS = 100


def blocking_app(done: asyncio.Event) -> FastAPI:
    app = create_app()

    @app.get("/blocking")
    async def block(session: SessionDep) -> Health:
        await session.exec(select(1))
        await done.wait()
        return Health()

    return app


async def status_of(client: AsyncClient, path: str) -> int:
    response = await client.get(path)
    return response.status_code


def test_more_clients_than_connections_are_all_served(settings: Settings) -> None:
    with run_server() as port, open_clients(port, "/users", CLIENTS) as clients:
        statuses = load(clients, REQUESTS)

    assert statuses == {200: REQUESTS}


async def test_pool_timeout_is_a_503(
    settings: Settings, override_settings: OverrideSettings
) -> None:
    override_settings(
        DB_POOLED=True, DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0, DB_POOL_TIMEOUT=0.2
    )
    done = asyncio.Event()

    async with run_app(blocking_app(done)) as client, asyncio.TaskGroup() as tasks:
        holding = tasks.create_task(status_of(client, "/blocking"))
        await asyncio.sleep(0.2)
        refused = await client.get("/health")
        done.set()
        held = await holding
        served = await client.get("/health")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (held, served.status_code) == (200, 200)


async def test_passwords_are_hashed_without_holding_a_connection(
    standalone_app: FastAPI,
    committing_session_maker: AsyncSessionMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_use = []

    async def hash_password(_password: str) -> str:
        in_use.append(connections.in_use)
        return "hash"

    async with run_app(standalone_app) as client:
        user = await create_user(client)
        engine = standalone_app.state.session_maker.kw["bind"].sync_engine
        connections = ConnectionCount(engine)
        monkeypatch.setattr(dependencies, "hash_password", hash_password)
        path = f"/users/{user['id']}"
        member = user_json()
        await client.post("/users", json=user_json(team_id=4711))
        await client.post("/users/bulk", json={"users": [user_json(team_id=4711)]})
        await client.post("/teams", json={"name": "A", "members": [member, member]})
        await client.patch(path, json={"password": "another horse"})

    assert in_use == [0] * 5
    assert connections.maximum == 1


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
