"""A TCP proxy before the server, which falls silent like a host that is lost."""

import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

from sqlalchemy import URL

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.05
CHUNK_BYTES = 65536


class SilentProxy:
    """Forwards connections on a port of this machine, until it falls silent.

    Then it takes what the clients send, as a frozen server does, and forwards nothing.
    After `recover` it forwards new connections; the others stay silent for ever. It
    closes all connections when the test has waited too long: then `gave_up` is set.
    """

    def __init__(
        self, server: URL, port: int = 0, on_connect: Callable[[], None] | None = None
    ) -> None:
        self._server = server
        self._on_connect = on_connect
        self._silent = Event()
        self._stopped = Event()
        self.gave_up = Event()
        self._trigger: bytes | None = None
        self._peers: dict[socket.socket, socket.socket] = {}
        self._sockets = ExitStack()
        self._selector = self._sockets.enter_context(selectors.DefaultSelector())
        listener = socket.create_server(("127.0.0.1", port))
        self._listener = self._sockets.enter_context(listener)
        self._selector.register(listener, selectors.EVENT_READ)
        self._thread = Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The URL of the database through the proxy, without TLS."""
        query = {"ssl": "false"}
        url = self._server.set(host="127.0.0.1", port=self.port, query=query)
        return url.render_as_string(hide_password=False)

    def fall_silent(self) -> None:
        self._silent.set()

    def fall_silent_at(self, message: str) -> None:
        """Fall silent when a client sends a message that contains this text."""
        self._trigger = message.encode()

    def recover(self) -> None:
        self._trigger = None
        self._peers.clear()
        self._silent.clear()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._sockets.close()

    def _run(self) -> None:
        silent_seconds = 0.0
        while not self._stopped.is_set() and not self.gave_up.is_set():
            events = self._selector.select(POLL_SECONDS)
            for key, _ in events:
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._forward(key.fileobj)  # type: ignore[arg-type]
            silent_seconds += 0.0 if events else POLL_SECONDS
            if silent_seconds > PATIENCE_SECONDS:
                self.gave_up.set()
        if self.gave_up.is_set():
            self._sockets.close()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        self._add(client)
        if self._on_connect is not None:
            self._on_connect()
        if not self._silent.is_set():
            server = self._connect()
            self._add(server)
            self._peers |= {client: server, server: client}

    def _connect(self) -> socket.socket:
        port = self._server.port or 5432
        if self._server.host:
            return socket.create_connection((self._server.host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._server.query['host']}/.s.PGSQL.{port}")
        return server

    def _add(self, connection: socket.socket) -> None:
        self._sockets.enter_context(connection)
        self._selector.register(connection, selectors.EVENT_READ)

    def _forward(self, source: socket.socket) -> None:
        try:
            data = source.recv(CHUNK_BYTES)
        except ConnectionResetError:
            data = b""
        if self._trigger is not None and self._trigger in data:
            self._silent.set()
        peer = None if self._silent.is_set() else self._peers.get(source)
        if not data:
            self._selector.unregister(source)
        if peer is not None and data:
            peer.sendall(data)
        elif peer is not None:
            peer.shutdown(socket.SHUT_WR)


@contextmanager
def silent_proxy(
    server: URL, port: int = 0, on_connect: Callable[[], None] | None = None
) -> Iterator[SilentProxy]:
    """Run a proxy, which calls a function before it forwards each connection."""
    proxy = SilentProxy(server, port, on_connect)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
