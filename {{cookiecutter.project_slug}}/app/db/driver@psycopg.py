"""Connections of psycopg that notice when the server no longer responds."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import ExceptionContext

from app.errors import UNAVAILABLE, UnavailableError

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

TCP_OPTIONS = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}


class NoResponseError(psycopg.OperationalError):
    """The server does not respond in time."""


class Connection(psycopg.Connection[Any]):
    """A connection that is closed when the server does not respond in time.

    psycopg itself waits as long as the network is up. A closed connection counts as
    lost: SQLAlchemy replaces it, and all others of the pool.
    """

    time_limit: float

    def wait(self, gen: PQGen[ResultT], *args: Any, **options: Any) -> ResultT:
        return super().wait(self._limited(gen), *args, **options)

    def _limited(self, gen: PQGen[ResultT]) -> PQGen[ResultT]:
        # The driver resumes the generator when data can be read or written, and a few
        # times a second.
        deadline = time.monotonic() + self.time_limit
        try:
            awaited = next(gen)
            while True:
                ready = yield awaited
                if not ready and time.monotonic() > deadline:
                    self.close()
                    raise NoResponseError("the server does not respond")
                awaited = gen.send(ready)
        except StopIteration as end:
            result: ResultT = end.value
            return result


def file_number(connection: Connection) -> int:
    """Return the number of the socket's file; -1 if the connection is closed."""
    return -1 if connection.closed else connection.fileno()


def server_process(connection: Connection) -> int:
    """Return the number of the server's process; 0 if the connection is closed."""
    return 0 if connection.closed else connection.info.backend_pid


def ping(connection: Connection, time_limit: float) -> None:
    """Raise an error if the server does not respond within `time_limit` seconds."""
    usual, autocommit = connection.time_limit, connection.autocommit
    connection.time_limit = time_limit
    connection.autocommit = True  # otherwise it would send a BEGIN, too
    connection.execute("")
    connection.autocommit = autocommit
    connection.time_limit = usual


def close_on_timeout(context: ExceptionContext) -> None:
    """Treat the timeout of a statement as a lost connection."""
    error = context.original_exception
    if isinstance(error, NoResponseError):
        context.is_disconnect = True
        logger.warning("the database does not respond: %r", error)
        raise UnavailableError(UNAVAILABLE) from error


def connector(time_limit: float) -> Callable[..., Connection]:
    """Return a function that connects. The limit, in seconds, is for each statement."""

    def connect(*args: Any, **options: Any) -> Connection:
        connection = Connection.connect(*args, **options)
        connection.time_limit = time_limit
        return connection

    return connect
