"""The lifespan of the application: engine at startup, disposal at shutdown."""

import socket
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from app.config.settings import Settings
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings

# The parts of the URL that are wrong.
FAULTS: dict[str, dict[str, Any]] = {
    "closed port": {"host": "127.0.0.1", "query": {}},
    "unknown user": {"username": "nobody", "password": "wrong"},
    "unknown database": {"database": "nowhere"},
}


def closed_port() -> int:
    """Return a port of this machine on which no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize("name", ["session_maker", "read_session_maker"])
async def test_the_engines_are_disposed_of_at_shutdown(
    standalone_app: FastAPI, name: str
) -> None:
    async with run_app(standalone_app) as client:
        engine = getattr(standalone_app.state, name).kw["bind"]
        pool = engine.pool
        response = await client.get("/ping")

        assert response.status_code == 200
        assert engine.pool is pool

    # Disposal closes the pool and replaces it by an empty one.
    assert engine.pool is not pool


@pytest.mark.parametrize("path", ["/ping", "/planets"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_without_the_database_the_service_is_unavailable(
    standalone_app: FastAPI,
    settings: Settings,
    override_settings: OverrideSettings,
    caplog: pytest.LogCaptureFixture,
    fault: str,
    path: str,
) -> None:
    url = make_url(settings.database_url).set(**FAULTS[fault])
    if fault == "closed port":
        url = url.set(port=closed_port())
    override_settings(DATABASE_URL=url.render_as_string(hide_password=False))

    async with run_app(standalone_app) as client:
        response = await client.get(path)

    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["retry-after"] == "1"
    assert response.json()["title"] == "Service Unavailable"
    assert "cannot connect to the database" in caplog.text


async def test_a_server_that_is_too_old_is_refused(
    standalone_app: FastAPI,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.db.connecting.OLDEST_POSTGRESQL", 99)

    async with run_app(standalone_app) as client:
        response = await client.get("/planets")

    assert response.status_code == 503
    assert "is too old: this service needs 99 or newer" in caplog.messages[0]
