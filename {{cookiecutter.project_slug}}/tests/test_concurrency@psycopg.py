"""More clients at once than there are connections, and than there are threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import func, select

from app import database
from app.config import PoolSettings, Settings
from app.database import SessionDep
from app.health import Health
from app.main import create_app
from app.session import Session
from app.streaming import in_turn
from app.transactions import run_in_transaction
from app.users import accounts
from app.work import Sessions
from tests.api import create_user, user_json

CLIENTS = 80


def slow_app() -> FastAPI:
    app = create_app()

    @app.get("/slow")
    def take_a_while(session: SessionDep) -> Health:
        session.exec(select(func.pg_sleep(0.05)))
        return Health()

    return app


def watch_connections(engine: Engine) -> list[int]:
    """Give a list that fills with how many connections are in use at a time."""
    in_use: set[int] = set()
    counts: list[int] = []

    def check_out(_connection: Any, record: Any, _proxy: Any) -> None:
        in_use.add(id(record))
        counts.append(len(in_use))

    def check_in(_connection: Any, record: Any) -> None:
        in_use.discard(id(record))

    event.listen(engine, "checkout", check_out)
    event.listen(engine, "checkin", check_in)
    return counts


def test_all_are_served_with_the_connections_there_are(settings: Settings) -> None:
    app = slow_app()

    with TestClient(app) as client, ThreadPoolExecutor(CLIENTS) as threads:
        counts = watch_connections(app.state.sessions.kw["bind"])
        responses = list(threads.map(client.get, ["/slow"] * CLIENTS))

    assert [response.status_code for response in responses] == [200] * CLIENTS
    assert 1 < max(counts) <= PoolSettings().max_connections


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = PoolSettings(pool_size=1, max_overflow=0, pool_timeout=0.2)
    monkeypatch.setattr(database, "get_pool_settings", lambda: pool)


def test_a_turn_that_does_not_come_in_time_is_a_503(
    settings: Settings, one_connection: None
) -> None:
    app = create_app()
    taken, done = Event(), Event()

    @app.get("/held")
    def hold_the_connection(session: SessionDep) -> Health:
        taken.set()
        assert done.wait(30)
        return Health()

    with TestClient(app) as client, ThreadPoolExecutor(1) as threads:
        holding = threads.submit(client.get, "/held")
        assert taken.wait(30)
        refused = client.get("/health")
        done.set()
        held = holding.result()
        served = client.get("/health")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (held.status_code, served.status_code) == (200, 200)


def test_no_request_has_a_connection_while_it_hashes_passwords(
    app_to_run: FastAPI,
    one_connection: None,
    committing_sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holds = []

    def hash_password(_password: str) -> str:
        holds.append(app_to_run.state.turns.locked())
        return "hash"

    with TestClient(app_to_run) as client:
        user = create_user(client)
        monkeypatch.setattr(accounts, "hash_password", hash_password)
        path = f"/users/{user['id']}"
        member = user_json()
        client.post("/users", json=user_json(team_id=4711))
        client.post("/users/bulk", json={"users": [user_json(team_id=4711)]})
        client.post("/teams", json={"name": "Members", "members": [member, member]})
        client.patch(path, json={"password": "another horse", "team_id": 4711})

    assert holds == [False] * 5


def test_background_work_has_a_session_of_its_own_and_waits_for_its_turn(
    settings: Settings, one_connection: None
) -> None:
    app = create_app()
    seen = []

    def remember(session: Session) -> None:
        session.exec(select(1))
        seen.append(app.state.turns.locked())

    @app.post("/later")
    def do_later(request: Request, tasks: BackgroundTasks) -> Health:
        sessions = request.app.state.sessions
        tasks.add_task(in_turn, app, run_in_transaction, sessions, remember)
        return Health()

    with TestClient(app) as client:
        response = client.post("/later")

    assert response.status_code == 200
    assert seen == [True]
