"""How many statements a request sends to the database, and how long they take."""

import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event

from app.db.driver import server_process

logger = logging.getLogger(__name__)

SLOW = "a statement took %.0f ms in server process %d: %s"


@dataclass(slots=True)
class DatabaseUse:
    """What one request has done in the database; BEGIN and COMMIT do not count."""

    statements: int = 0
    seconds: float = 0.0


_use: ContextVar[DatabaseUse | None] = ContextVar("database_use", default=None)


def measure_database_use() -> DatabaseUse:
    """Return an object that counts the statements from now on, in this context."""
    use = DatabaseUse()
    _use.set(use)
    return use


def measure_statements(engine: Engine, slow_seconds: float) -> None:
    """Measure each statement of an engine, and log those that take long.

    The number of the server's process leads to the server's own log, and to
    pg_stat_activity.
    """

    def finish(connection: Connection, context: Any) -> None:
        seconds = time.perf_counter() - context.started
        if use := _use.get():
            use.statements += 1
            use.seconds += seconds
        if seconds >= slow_seconds:
            driver: Any = connection.connection.dbapi_connection
            logger.warning(
                SLOW, seconds * 1000, server_process(driver), context.statement
            )

    def start(_connection: object, *statement: Any) -> None:
        context = statement[3]
        context.started = time.perf_counter()

    def finish_successful(connection: Connection, *statement: Any) -> None:
        finish(connection, statement[3])

    def finish_failed(failure: ExceptionContext) -> None:
        context = failure.execution_context
        if failure.connection and hasattr(context, "started"):
            finish(failure.connection, context)

    event.listen(engine, "before_cursor_execute", start)
    event.listen(engine, "after_cursor_execute", finish_successful)
    event.listen(engine, "handle_error", finish_failed)
