"""The application with an engine of its own, from its start to its end."""

import socket
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from app import database
from app.config import Settings
from tests.running import running

# What of the address is wrong; for a closed port, all of it.
FAULTS: dict[str, dict[str, Any]] = {
    "closed port": {"host": "127.0.0.1", "query": {}},
    "unknown user": {"username": "nobody", "password": "wrong"},
    "unknown database": {"database": "nowhere"},
}


def closed_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


async def test_the_engine_lives_as_long_as_the_application(
    app_to_run: FastAPI,
) -> None:
    async with running(app_to_run) as client:
        engine = app_to_run.state.sessions.kw["bind"]
        pool = engine.pool
        response = await client.get("/health")

        assert response.status_code == 200
        assert engine.pool is pool

    # The pool of a disposed engine is closed, and replaced by one that is empty.
    assert engine.pool is not pool


@pytest.mark.parametrize("path", ["/health", "/users"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_without_the_database_the_service_is_unavailable(
    app_to_run: FastAPI,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
    path: str,
) -> None:
    url = make_url(settings.database_url).set(**FAULTS[fault])
    if fault == "closed port":
        url = url.set(port=closed_port())
    broken = Settings(database_url=url.render_as_string(hide_password=False))
    monkeypatch.setattr(database, "get_settings", lambda: broken)

    async with running(app_to_run) as client:
        response = await client.get(path)

    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["retry-after"] == "1"
    assert response.json()["title"] == "Service Unavailable"
    assert "cannot connect to the database" in caplog.text
