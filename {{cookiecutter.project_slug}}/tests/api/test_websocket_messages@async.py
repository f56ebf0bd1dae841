"""What the application sends, without a client in another thread."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest
from fastapi import WebSocket
from fastapi.responses import StreamingResponse

from app.api.session import ReadSessionDep, SessionDep
from app.api.websockets import closing
from app.config.settings import Settings
from app.errors import ConflictError
from app.main import create_app


async def fail(websocket: WebSocket) -> None:
    await websocket.accept()
    raise ConflictError("The name is taken.")


async def take_session(websocket: WebSocket, session: SessionDep) -> None:
    await websocket.accept()


async def take_read_session(websocket: WebSocket, session: ReadSessionDep) -> None:
    await websocket.accept()


async def generate(session: SessionDep) -> AsyncIterator[bytes]:
    yield b"chunk"


def sent(kind: str, path: str) -> list[dict[str, Any]]:
    """Return the messages with which the application responds."""
    app = create_app()
    messages: list[dict[str, Any]] = []
    app.state.session_maker = app.state.read_session_maker = None
    app.websocket("/fail")(fail)
    app.websocket("/session")(take_session)
    app.websocket("/read-session")(take_read_session)
    app.get("/generate", response_class=StreamingResponse)(generate)
    scope = {
        "type": kind,
        "path": path,
        "headers": [],
        "query_string": b"",
    }
    if kind == "http":
        scope["method"] = "GET"

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    return messages


def test_an_error_closes_a_websocket(settings: Settings) -> None:
    messages = sent("websocket", "/fail")

    close = {"type": "websocket.close", "code": 1008, "reason": "The name is taken."}
    assert messages[1:] == [close]


@pytest.mark.parametrize(
    ("detail", "reason"), [("x" * 124, "x" * 123), ("\u00e4" * 62, "\u00e4" * 61)]
)
def test_a_reason_is_cut_to_what_a_close_frame_holds(detail: str, reason: str) -> None:
    assert closing(HTTPStatus.CONFLICT, detail).reason == reason


@pytest.mark.parametrize(
    ("kind", "path", "problem"),
    [
        ("websocket", "/session", "is a WebSocket"),
        ("websocket", "/read-session", "is a WebSocket"),
        ("http", "/generate", "is a generator"),
    ],
)
def test_a_session_is_refused(
    settings: Settings, kind: str, path: str, problem: str
) -> None:
    with pytest.raises(RuntimeError, match=problem):
        sent(kind, path)
