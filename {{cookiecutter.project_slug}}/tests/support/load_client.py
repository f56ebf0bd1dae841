"""Many concurrent clients of a server, in one thread to use little CPU."""

import re
import selectors
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.support.wait_for_port import TIMEOUT

HEAD = re.compile(rb"HTTP/1.1 (\d+) .*?content-length: (\d+).*?\r\n\r\n", re.S | re.I)


class Client:
    """A connection that sends the next request after each response."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self.request = f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode()
        self.received = b""

    def send(self) -> None:
        self.socket.sendall(self.request)

    def receive(self) -> int | None:
        """Return the status of the response, or None if it is not complete yet."""
        data = self.socket.recv(65536)
        assert data, "the server closed a connection"
        self.received += data
        head = HEAD.match(self.received)
        if head is None or len(self.received) < head.end() + int(head[2]):
            return None
        self.received = b""
        return int(head[1])


@contextmanager
def open_clients(port: int, path: str, number: int) -> Iterator[list[Client]]:
    with ExitStack() as stack:
        clients = [Client(port, path) for _ in range(number)]
        for client in clients:
            stack.enter_context(client.socket)
        yield clients


def load(clients: list[Client], requests: int) -> Counter[int]:
    """Send this number of requests, and count the responses by status.

    Each client sends its next request as soon as it has a response.
    """
    statuses = Counter[int]()
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        to_send = requests - len(clients)
        while selector.get_map():
            ready = selector.select(TIMEOUT)
            assert ready, "the server stopped responding"
            for key, _ in ready:
                status = key.data.receive()
                if status is None:
                    continue
                statuses[status] += 1
                if to_send > 0:
                    key.data.send()
                    to_send -= 1
                else:
                    selector.unregister(key.fileobj)
    return statuses
