"""Streams, WebSockets and background tasks: code that outlives a request's session."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import partial

import pytest
from fastapi import BackgroundTasks, FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from sqlalchemy.exc import InvalidRequestError
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from app.api.session import SessionDep
from app.api.transactions import RunInTransactionDep
from app.config.settings import Settings
from app.errors import ConflictError, UnavailableError
from app.main import create_app
from tests.support import ping
from tests.support.caches import forget_caches
from tests.support.connection_count import ConnectionCount
from tests.support.open_stream import open_stream
from tests.support.sample.planets import Planet
from tests.support.sample.work import divide_by_zero, sleep
from tests.support.settings import OverrideSettings

OPEN = 3

BRIEFLY = partial(sleep, seconds=0)

ERRORS = {
    "conflict": ConflictError("The name is taken."),
    "unavailable": UnavailableError("Try again."),
}


async def stream(run: RunInTransactionDep) -> AsyncIterator[bytes]:
    while True:
        await run(BRIEFLY)
        yield b"chunk"


async def stream_and_wait(run: RunInTransactionDep) -> AsyncIterator[bytes]:
    await run(BRIEFLY)
    yield b"chunk"
    await asyncio.Event().wait()


async def stream_slowly(run: RunInTransactionDep) -> AsyncIterator[bytes]:
    yield b"chunk"
    await run(partial(sleep, seconds=0.1))
    yield b"never sent"


async def stream_with_session(session: SessionDep) -> AsyncIterator[bytes]:
    yield b"chunk"


async def respond_with_tasks(run: RunInTransactionDep, tasks: BackgroundTasks) -> None:
    tasks.add_task(run, BRIEFLY)


async def pass_session_on(session: SessionDep, tasks: BackgroundTasks) -> None:
    tasks.add_task(session.add, Planet(name="Mars"))


async def answer(websocket: WebSocket, run: RunInTransactionDep) -> None:
    await websocket.accept()
    async for message in websocket.iter_text():
        await run(divide_by_zero if message == "divide" else BRIEFLY)
        if error := ERRORS.get(message):
            raise error
        await websocket.send_text(message)


async def refuse(websocket: WebSocket) -> None:
    raise ERRORS["conflict"]


async def answer_with_session(websocket: WebSocket, session: SessionDep) -> None:
    await websocket.accept()


@pytest.fixture
def app(settings: Settings, override_settings: OverrideSettings) -> FastAPI:
    """An application that may open one connection."""
    override_settings(DB_POOLED=True, DB_POOL_SIZE=1, DB_MAX_OVERFLOW=0)
    app = create_app()
    app.include_router(ping.router)
    for endpoint in (stream, stream_and_wait, stream_slowly, stream_with_session):
        app.get(f"/{endpoint.__name__}", response_class=StreamingResponse)(endpoint)
    for task in (respond_with_tasks, pass_session_on):
        app.post(f"/{task.__name__}")(task)
    for socket in (answer, refuse, answer_with_session):
        app.websocket(f"/{socket.__name__}")(socket)
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
    forget_caches("app.db")


@pytest.fixture
def connections(app: FastAPI, client: TestClient) -> ConnectionCount:
    engine = app.state.session_maker.kw["bind"]
    return ConnectionCount(getattr(engine, "sync_engine", engine))


def test_open_streams_and_websockets_hold_no_connection(
    client: TestClient, connections: ConnectionCount
) -> None:
    with ExitStack() as stack:
        for _ in range(OPEN):
            chunks = stack.enter_context(open_stream(client, "/stream_and_wait"))
            assert chunks.read() == b"chunk"
            socket = stack.enter_context(client.websocket_connect("/answer"))
            socket.send_text("hello")
            assert socket.receive_text() == "hello"

        response = client.get("/ping")

    assert response.status_code == 200
    assert connections.maximum == 1


@pytest.mark.parametrize("path", ["/stream", "/stream_and_wait", "/stream_slowly"])
def test_a_client_that_leaves_a_stream_leaves_no_connection_in_use(
    client: TestClient, connections: ConnectionCount, path: str
) -> None:
    with open_stream(client, path) as chunks:
        assert chunks.read() == b"chunk"

    assert client.get("/ping").status_code == 200
    assert connections.in_use == 0


def test_a_background_task_runs_in_its_own_transaction(
    client: TestClient, connections: ConnectionCount
) -> None:
    response = client.post("/respond_with_tasks")

    assert response.status_code == 200
    assert connections.maximum == 1
    assert connections.in_use == 0


def test_a_background_task_cannot_use_the_session_of_the_request(
    client: TestClient,
) -> None:
    with pytest.raises(InvalidRequestError, match="permanently closed"):
        client.post("/pass_session_on")


def test_a_generator_endpoint_cannot_have_a_session(client: TestClient) -> None:
    with pytest.raises(RuntimeError, match="is a generator: take a RunInTransaction"):
        client.get("/stream_with_session")


def test_a_websocket_cannot_have_a_session(client: TestClient) -> None:
    with (
        pytest.raises(RuntimeError, match="is a WebSocket: take a RunInTransaction"),
        client.websocket_connect("/answer_with_session"),
    ):
        pass


def test_an_error_before_a_websocket_is_accepted_is_a_problem_response(
    client: TestClient,
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as caught,
        client.websocket_connect("/refuse"),
    ):
        pass

    assert caught.value.status_code == 409
    assert caught.value.json()["detail"] == "The name is taken."


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("conflict", 1008, "The name is taken."),
        ("unavailable", 1013, "Try again."),
        ("divide", 1008, "The request contains a value out of range."),
    ],
)
def test_an_error_in_a_websocket_closes_it_with_a_reason(
    client: TestClient, message: str, code: int, reason: str
) -> None:
    with client.websocket_connect("/answer") as socket:
        socket.send_text(message)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()

    assert (caught.value.code, caught.value.reason) == (code, reason)


def test_a_database_error_in_a_websocket_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "app")

    with client.websocket_connect("/answer") as socket:
        socket.send_text("divide")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()

    assert "WEBSOCKET /answer: " in caplog.text
