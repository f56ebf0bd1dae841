"""The service as a server: what ends it, and bodies without an end.

A check copies this file into projects of both drivers.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from dev.ports import free_port
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from tests.support.sample.work import sleep
from tests.support.wait_for_port import TIMEOUT, wait_for_port

from app.api.transactions import RunInTransactionDep
from app.config.settings import Settings
from app.main import create_app

DOCKERFILE = Path(__file__).parents[1] / "Dockerfile"
GRACEFUL = "--timeout-graceful-shutdown"
DOCKER_WAITS_SECONDS = 10
BODY = b"POST /planets HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
GET = b"GET %s HTTP/1.1\r\nHost: test\r\n\r\n"
REQUESTS = {
    "half a body": BODY + b"Content-Length: 100\r\n\r\n{",
    "a slow reader": GET % b"/flood",
    "a long query": GET % b"/hang",
}


def create() -> FastAPI:
    """Create the application, with routes that do not end."""
    from tests.support.sample.app import router

    app = create_app()
    app.include_router(router)

    @app.get("/hang")
    async def hang(run: RunInTransactionDep) -> None:
        await run(partial(sleep, seconds=60))

    @app.get("/flood", response_class=StreamingResponse)
    async def flood() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 2**20

    return app


def command() -> list[str]:
    """Return the command of the image."""
    found = re.search("^CMD (.*)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert found
    arguments: list[str] = json.loads(found[1])
    return arguments


def test_the_image_ends_requests_before_docker_kills_it() -> None:
    _, _, seconds = " ".join(command()).partition(f"{GRACEFUL} ")

    assert int(seconds.split()[0]) < DOCKER_WAITS_SECONDS


@contextmanager
def run_server() -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    module, port = "tests.test_server:create", free_port() or 0
    arguments = [module if "app.asgi" in word else word for word in command()]
    arguments += [
        "--factory",
        f"--port={port}",
        f"{GRACEFUL}=1",
    ]  # the last of each one counts
    environment = os.environ | {"DB_STATEMENT_TIMEOUT": "120"}
    server = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)
    try:
        wait_for_port(server, port)
        yield server, port
    finally:
        server.kill()
        server.wait()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), TIMEOUT)


@pytest.mark.parametrize("request_begun", REQUESTS.values(), ids=REQUESTS)
def test_the_server_ends_although_a_request_does_not(
    settings: Settings, request_begun: bytes
) -> None:
    with run_server() as (server, port), connect(port) as client:
        client.sendall(request_begun)
        time.sleep(0.2)

        server.terminate()

        assert server.wait(TIMEOUT) == 0


def test_a_body_without_an_end_is_a_413_and_is_not_read(settings: Settings) -> None:
    chunk = b"10000\r\n" + b" " * 2**16 + b"\r\n"
    with run_server() as (_, port), connect(port) as client:
        client.sendall(BODY + b"Transfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(ConnectionError):
            client.sendall(chunk * 1000)


def test_a_declared_body_is_refused_before_it_is_sent(settings: Settings) -> None:
    with run_server() as (_, port), connect(port) as client:
        client.sendall(BODY + b"Content-Length: 2000000\r\n\r\n")

        response = b"".join(iter(partial(client.recv, 1000), b""))

    assert response.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in response
