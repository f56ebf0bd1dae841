"""More clients at once than there are connections, and than there are threads."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import func, select

from app.config import PoolSettings, Settings
from app.database import SessionDep
from app.health import Health
from app.main import create_app

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
