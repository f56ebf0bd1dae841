"""Many clients of a server at once, in one thread, so that they cost it little."""

import re
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dev.ports import free_port
from tests.listening import PATIENCE, wait_for

HEAD = re.compile(rb"HTTP/1.1 (\d+) .*?content-length: (\d+).*?\r\n\r\n", re.S | re.I)


@contextmanager
def serving() -> Iterator[int]:
    """Run the service as production does, in one worker, and give its port."""
    port = free_port()
    command = ["uvicorn", "--factory", "app.main:create_app", "--log-level=warning"]
    server = subprocess.Popen([sys.executable, "-m", *command, f"--port={port}"])
    try:
        wait_for(server, port or 0)
        yield port or 0
    finally:
        server.terminate()
        server.wait(PATIENCE)


class Client:
    """One connection, on which each answer is followed by the next request."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.request = f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode()
        self.received = b""

    def send(self) -> None:
        self.socket.sendall(self.request)

    def receive(self) -> int | None:
        """Return the status of the answer, if this was the last of it."""
        data = self.socket.recv(65536)
        assert data, "the server closed a connection"
        self.received += data
        head = HEAD.match(self.received)
        if head is None or len(self.received) < head.end() + int(head[2]):
            return None
        self.received = b""
        return int(head[1])


def load(port: int, path: str, clients: int, seconds: float) -> Counter[int]:
    """Count the answers of each status that so many clients get in that time.

    It begins when as many answers as there are clients have come, and is followed by
    what was still asked for, so that neither the rush at the start nor the load before
    is measured.
    """
    statuses: list[tuple[float, int]] = []
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(clients):
            client = Client(port, path)
            stack.enter_context(client.socket)
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        end = float("inf")
        while selector.get_map():
            ready = selector.select(PATIENCE)
            assert ready, "the server answers nobody any more"
            for key, _ in ready:
                status = key.data.receive()
                if status is None:
                    continue
                now = time.monotonic()
                statuses.append((now, status))
                if len(statuses) == clients:
                    end = now + seconds
                if now < end:
                    key.data.send()
                else:
                    selector.unregister(key.fileobj)
    return Counter(status for when, status in statuses[clients:] if when < end)
