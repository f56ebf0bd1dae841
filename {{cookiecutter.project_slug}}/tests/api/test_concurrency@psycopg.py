"""More concurrent clients than connections and threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.testclient import TestClient
from sqlmodel import func, select

from app.api.health import Health
from app.api.session import ReadSessionDep, SessionDep
from app.api.threads import run_in_connection_slot
from app.config.settings import PoolSettings, Settings
from app.db.session import Session
from app.db.transactions import run_in_transaction
from app.main import create_app
from tests.support import ping
from tests.support.connection_count import ConnectionCount
from tests.support.settings import OverrideSettings

CLIENTS = 80


def slow_app() -> FastAPI:
    app = create_app()

    @app.get("/slow")
    def take_a_while(session: SessionDep) -> Health:
        session.exec(select(func.pg_sleep(0.05)))
        return Health()

    return app


def test_more_clients_than_threads_are_all_served(settings: Settings) -> None:
    app = slow_app()

    with TestClient(app) as client, ThreadPoolExecutor(CLIENTS) as threads:
        connections = ConnectionCount(app.state.session_maker.kw["bind"])
        responses = list(threads.map(client.get, ["/slow"] * CLIENTS))

    assert [response.status_code for response in responses] == [200] * CLIENTS
    assert 1 < connections.maximum <= PoolSettings().connections_per_pool


@pytest.fixture
def one_connection(override_settings: OverrideSettings) -> None:
    override_settings(DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0, DB_POOL_TIMEOUT=0.2)


def blocking_app(blocked: Event, done: Event) -> FastAPI:
    app = create_app()
    app.include_router(ping.router)

    def block() -> Health:
        blocked.set()
        assert done.wait(30)
        return Health()

    @app.get("/blocking")
    def block_reads(session: ReadSessionDep) -> Health:
        return block()

    @app.post("/blocking")
    def block_changes(session: SessionDep) -> Health:
        return block()

    return app


def test_pool_timeout_is_a_503(settings: Settings, one_connection: None) -> None:
    blocked, done = Event(), Event()
    app = blocking_app(blocked, done)

    with TestClient(app) as client, ThreadPoolExecutor(1) as threads:
        holding = threads.submit(client.get, "/blocking")
        assert blocked.wait(30)
        refused = client.get("/ping")
        done.set()
        held = holding.result()
        served = client.get("/ping")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (held.status_code, served.status_code) == (200, 200)


def test_changes_do_not_take_the_connections_of_reads(
    settings: Settings, one_connection: None
) -> None:
    blocked, done = Event(), Event()
    app = blocking_app(blocked, done)

    with TestClient(app) as client, ThreadPoolExecutor(1) as threads:
        holding = threads.submit(client.post, "/blocking")
        assert blocked.wait(30)
        refused = client.post("/blocking")
        served = client.get("/ping")
        done.set()
        held = holding.result()

    assert (refused.status_code, served.status_code) == (503, 200)
    assert held.status_code == 200


def test_a_background_task_has_its_own_session_and_connection_slot(
    settings: Settings, one_connection: None
) -> None:
    app = create_app()
    seen = []

    def remember(session: Session) -> None:
        session.exec(select(1))
        seen.append(app.state.connection_slots.locked())

    @app.post("/later")
    def do_later(request: Request, tasks: BackgroundTasks) -> Health:
        state = request.app.state
        tasks.add_task(
            run_in_connection_slot,
            state.connection_slots,
            run_in_transaction,
            state.session_maker,
            remember,
        )
        return Health()

    with TestClient(app) as client:
        response = client.post("/later")

    assert response.status_code == 200
    assert seen == [True]
