"""Connecting to the server: what is logged and raised if that fails."""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from sqlalchemy import Engine, event

from app.errors import UNAVAILABLE, UnavailableError

logger = logging.getLogger(__name__)

OLDEST_POSTGRESQL = 15
OLD_SERVER = "PostgreSQL {} is too old: this service needs {} or newer"


class OldServerError(Exception):
    """The server is older than OLDEST_POSTGRESQL."""


def explain_failed_connections(engine: Engine, connect: Callable[..., Any]) -> None:
    """Log why there is no connection, and raise UnavailableError.

    `connect` is the function of the driver that connects.
    """

    def connect_or_fail(
        _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
    ) -> Any:
        # Each driver has many exceptions for a failed connection, some without a
        # SQLSTATE.
        try:
            return connect(*arguments, **options)
        except Exception as error:
            _fail(error)

    def refuse_old_server(connection: Any, _record: object) -> None:
        [version, *_] = engine.dialect.server_version_info or [OLDEST_POSTGRESQL]
        if int(version) < OLDEST_POSTGRESQL:
            connection.close()
            message = OLD_SERVER.format(version, OLDEST_POSTGRESQL)
            _fail(OldServerError(message))

    event.listen(engine, "do_connect", connect_or_fail)
    event.listen(engine, "connect", refuse_old_server)


def reason(error: BaseException | None) -> str:
    """Return the message of a failed connection, on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _fail(error: Exception) -> NoReturn:
    logger.warning("cannot connect to the database: %s", reason(error))
    raise UnavailableError(UNAVAILABLE) from error
