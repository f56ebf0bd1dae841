"""The line that each request leaves in the log."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from httpx2 import AsyncClient
from starlette.websockets import WebSocket

from app.api.routes import route_path
from app.config.settings import Settings
from app.logs.formatters import log_handler
from app.main import create_app
from tests.support.server_process import SAMPLE, running_server
from tests.support.settings import OverrideSettings

TIMES = re.compile(r"\d+\.\d ms")
LOGGER = "app.requests"
ALWAYS = {"timestamp", "level", "logger", "request_id", "message"}
FIELDS = {"method", "route", "status", "duration_ms", "statements", "database_ms"}


def request_lines(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the messages about requests, without the times."""
    messages = [each.getMessage() for each in log.records if each.name == LOGGER]
    return [TIMES.sub("T", message) for message in messages]


async def test_a_line_has_the_route_and_what_the_database_did(
    committing_client: AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    client = committing_client
    created = await client.post("/planets", json={"name": "Mars"})
    log.clear()

    await client.get(f"/planets/{created.json()['id']}?token=secret")
    await client.get("/planets/4711")
    await client.get("/planets/x")
    await client.get("/nowhere/secret")
    await client.put("/planets")

    assert request_lines(log) == [
        "GET /planets/{planet_id} 200 in T; statements: 2 in T",
        "GET /planets/{planet_id} 404 in T; statements: 1 in T",
        "GET /planets/{planet_id} 422 in T; statements: 0 in T",
        "GET (no route) 404 in T; statements: 0 in T",
        "PUT /planets 405 in T; statements: 0 in T",
    ]
    assert "secret" not in log.text


def test_a_route_has_the_prefixes_of_all_routers() -> None:
    paths: list[str] = []
    app, outer, inner = FastAPI(), APIRouter(prefix="/v1"), APIRouter(prefix="/moons")

    @inner.get("/{moon_id}")
    async def get_moon(moon_id: int) -> int:
        return moon_id

    outer.include_router(inner)
    app.include_router(outer, prefix="/api")

    async def note_path(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)
        paths.append(route_path(scope))

    client = TestClient(note_path)
    assert client.get("/api/v1/moons/7").json() == 7

    assert paths == ["/api/v1/moons/{moon_id}"]


def test_json_lines_have_fields_for_programs(log: pytest.LogCaptureFixture) -> None:
    client = TestClient(create_app())
    client.get("/nowhere")
    [record] = [each for each in log.records if each.name == LOGGER]
    formatter = log_handler("json").formatter
    assert formatter

    line = json.loads(formatter.format(record))

    assert line.keys() == ALWAYS | FIELDS
    assert line["route"] == "(no route)"
    assert line["status"] == 404


def test_health_checks_are_logged_only_for_debugging(
    log: pytest.LogCaptureFixture, override_settings: OverrideSettings
) -> None:
    TestClient(create_app()).get("/health/live")
    usual = request_lines(log)
    override_settings(LOG_LEVEL="debug")
    TestClient(create_app()).get("/health/live")

    assert usual == []
    assert request_lines(log) == ["GET /health/live 200 in T; statements: 0 in T"]
    override_settings(LOG_LEVEL="INFO")
    create_app()


def test_websockets_are_logged_when_they_end(log: pytest.LogCaptureFixture) -> None:
    app = create_app()

    @app.websocket("/events/{name}")
    async def send_events(websocket: WebSocket, name: str) -> None:
        if name == "all":
            await websocket.accept()
        await websocket.close()

    client = TestClient(app)
    with client.websocket_connect("/events/all?token=secret"):
        pass
    with pytest.raises(Exception), client.websocket_connect("/events/none"):  # noqa: B017, PT011
        pass

    assert request_lines(log) == [
        "WEBSOCKET /events/{name} 101 in T; statements: 0 in T",
        "WEBSOCKET /events/{name} 403 in T; statements: 0 in T",
    ]


async def test_a_client_that_leaves_is_logged(log: pytest.LogCaptureFixture) -> None:
    app = create_app()

    @app.get("/leave")
    async def leave() -> None:
        raise BaseExceptionGroup("cancelled", [KeyboardInterrupt()])

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise AssertionError("nothing is sent")

    scope = {"type": "http", "method": "GET", "path": "/leave", "headers": []}
    with pytest.raises(BaseExceptionGroup):
        await app(scope | {"query_string": b""}, receive, send)

    assert request_lines(log) == ["GET /leave 499 in T; statements: 0 in T"]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_line_of_a_server_is_json(
    settings: Settings,
    tmp_path: Path,
    override_settings: OverrideSettings,
    workers: int,
) -> None:
    override_settings(LOG_FORMAT="json")
    options = [f"--workers={workers}", "--log-config=app/logs/uvicorn.json"]
    with running_server(tmp_path, *SAMPLE, *options) as server:
        address = f"{server.url}/ping?token=secret"
        httpx2.get(address, headers={"X-Request-ID": "an-id"})
        httpx2.get(f"{server.url}/health/live")
        server.end()
        text = server.log.read_text()

    lines = [json.loads(line) for line in text.splitlines()]
    about = [line for line in lines if line["request_id"] == "an-id"]
    assert "secret" not in text
    assert [line["route"] for line in about] == ["/ping"]
    assert "Application startup complete." in {line["message"] for line in lines}
