"""A client that reads a response chunk by chunk, and may leave before its end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

from fastapi.testclient import TestClient

TIMEOUT = 30.0


class OpenStream:
    """A request whose response is not complete yet."""

    def __init__(self) -> None:
        self._chunks = Queue[bytes]()
        self._left = asyncio.Event()
        self._is_sent = False

    def read(self) -> bytes:
        """Return the next chunk of the response."""
        return self._chunks.get(timeout=TIMEOUT)

    async def leave(self) -> None:
        self._left.set()

    async def receive(self) -> dict[str, Any]:
        if self._is_sent:
            await self._left.wait()
            return {"type": "http.disconnect"}
        self._is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if message.get("body"):
            self._chunks.put(message["body"])


@contextmanager
def open_stream(client: TestClient, path: str) -> Iterator[OpenStream]:
    """Send a GET, and leave at the end of the block."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
    }
    stream = OpenStream()
    assert client.portal is not None
    response = client.portal.start_task_soon(
        client.app, scope, stream.receive, stream.send
    )
    try:
        yield stream
    finally:
        client.portal.call(stream.leave)
        response.result(TIMEOUT)
