"""Connections of asyncpg that notice when the server no longer responds."""

import logging
import socket
from contextlib import suppress
from itertools import product
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import ExceptionContext

from app.errors import UNAVAILABLE, UnavailableError

logger = logging.getLogger(__name__)

# Times are in seconds, the last one in milliseconds.
TCP_OPTIONS = {
    "TCP_KEEPIDLE": 30,
    "TCP_KEEPINTVL": 10,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": 30_000,
}

ROUNDS = {"prefer-standby": ("standby", "any")}


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that is closed when the server does not respond in time.

    asyncpg raises TimeoutError and keeps the connection, which SQLAlchemy takes for an
    error of the code. A closed connection counts as lost: SQLAlchemy replaces it, and
    all others of the pool.
    """

    def __init__(self, protocol: Any, transport: Any, *args: Any) -> None:
        super().__init__(protocol, transport, *args)
        self.socket = transport.get_extra_info("socket")
        _detect_lost_server(self.socket)

    async def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return await super().execute(*args, **options)
        except TimeoutError as error:
            self.terminate()
            raise asyncpg.InterfaceError("the server does not respond") from error


async def connect(
    host: Any = None,
    port: Any = None,
    target_session_attrs: str = "any",
    **options: Any,
) -> Connection:
    """Connect to the first of several hosts that fits, like libpq.

    The timeout is for each host. asyncpg's own is for all of them, so that a host that
    does not respond would leave no time for the next one.
    """
    hosts = zip(host, port, strict=True) if isinstance(host, list) else [(host, port)]
    rounds = ROUNDS.get(target_session_attrs, (target_session_attrs,))
    errors: list[Exception] = []
    for wanted, (name, number) in product(rounds, hosts):
        try:
            connection: Connection = await asyncpg.connect(
                host=name, port=number, target_session_attrs=wanted, **options
            )
        except Exception as error:  # the next host may have another state
            errors.append(error)
        else:
            return connection
    raise errors[0] if len(errors) == 1 else ExceptionGroup("no host fits", errors)


def file_number(connection: Any) -> int:
    """Return the number of the socket's file; -1 if the connection is closed."""
    driver = connection.driver_connection
    return -1 if driver.is_closed() else driver.socket.fileno()


def server_process(connection: Any) -> int:
    """Return the number of the server's process; 0 if the connection is closed."""
    driver = connection.driver_connection
    return 0 if driver.is_closed() else driver.get_server_pid()


def ping(connection: Any, time_limit: float) -> None:
    """Raise an error if the server does not respond within `time_limit` seconds.

    SQLAlchemy's ping would be a transaction: three round trips.
    """
    connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=time_limit))


def close_on_timeout(context: ExceptionContext) -> None:
    """Treat the timeout of a statement as a lost connection."""
    error = context.original_exception
    if isinstance(error, TimeoutError):
        context.is_disconnect = True
        logger.warning("the database does not respond: %r", error)
        raise UnavailableError(UNAVAILABLE) from error


def _detect_lost_server(connection: Any) -> None:
    # Some operating systems lack some of the options, and a Unix socket has none.
    known = [name for name in TCP_OPTIONS if hasattr(socket, name)]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    with suppress(OSError):
        for name in known:
            option = getattr(socket, name)
            connection.setsockopt(socket.IPPROTO_TCP, option, TCP_OPTIONS[name])
