"""The line of a request, for what only an ASGI application can do."""

import asyncio
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.api.request_log import RequestLogMiddleware
from app.api.routes import route_path
from app.config.settings import Settings
from app.main import create_app
from tests.support.log import request_lines


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


def test_websockets_are_logged_when_they_end(
    settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    app = create_app()

    @app.websocket("/events/{name}")
    async def send_events(websocket: WebSocket, name: str) -> None:
        if name == "all":
            await websocket.accept()
        await websocket.close()

    client = TestClient(app)
    with client.websocket_connect("/events/all?token=secret"):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/events/none"),
    ):
        pass

    assert request_lines(log) == [
        "WEBSOCKET /events/{name} 101 in T; statements: 0 in T",
        "WEBSOCKET /events/{name} 403 in T; statements: 0 in T",
    ]


def test_a_client_that_leaves_is_logged(
    settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    app = create_app()

    @app.get("/leave")
    async def leave() -> None:
        raise asyncio.CancelledError

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise AssertionError("nothing is sent")

    scope = {"type": "http", "method": "GET", "path": "/leave", "headers": []}
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(app(scope | {"query_string": b""}, receive, send))

    assert request_lines(log) == ["GET /leave 499 in T; statements: 0 in T"]


def test_the_start_of_the_application_is_no_request(
    log: pytest.LogCaptureFixture,
) -> None:
    kinds: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        kinds.append(scope["type"])

    middleware: Any = RequestLogMiddleware(application)
    asyncio.run(middleware({"type": "lifespan"}, None, None))

    assert kinds == ["lifespan"]
    assert request_lines(log) == []
