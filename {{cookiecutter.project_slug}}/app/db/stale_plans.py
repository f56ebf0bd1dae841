"""Statements whose prepared plan is stale, since a migration has changed a column.

The server refuses each of them once on every connection. If nothing was done before it
in the same transaction, it is repeated at once.
"""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.db.errors import is_stale_plan

logger = logging.getLogger(__name__)

# The key in the dictionary `info` of a connection.
AT_START = "at the start of a transaction"


def repeat_stale_statements(engine: Engine, *, autocommit: bool) -> None:
    """Repeat a stale statement that is the first, or the only one, of a transaction.

    `autocommit`: each statement is a transaction of its own.
    """
    if autocommit:
        event.listen(engine, "do_execute", _execute_alone)
    else:
        event.listen(engine, "begin", _begin)
        event.listen(engine, "do_execute", _execute_in_transaction)
        event.listen(engine, "do_executemany", _leave_start)


def _execute_alone(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Execute the statement, and return that SQLAlchemy need not do it."""
    try:
        context.dialect.do_execute(cursor, statement, parameters, context)
    except Exception as error:
        if not is_stale_plan(error):
            raise
        context.handle_dbapi_exception(error)
        cursor.execute("ROLLBACK")  # one driver forgets what it has prepared then
        _repeat(cursor, statement, parameters, context, error)
    return True


def _begin(connection: Connection) -> None:
    connection.info[AT_START] = True


def _leave_start(_cursor: Any, _statement: str, _rows: Any, context: Any) -> None:
    # Of a statement with many rows, some may be done, so it is not repeated.
    _is_first(context.root_connection)


def _execute_in_transaction(
    cursor: Any, statement: str, parameters: Any, context: Any
) -> bool:
    """Execute the statement, and return that SQLAlchemy need not do it."""
    connection = context.root_connection
    is_first = _is_first(connection)
    try:
        context.dialect.do_execute(cursor, statement, parameters, context)
    except Exception as error:
        if not is_first or not is_stale_plan(error):
            raise
        context.handle_dbapi_exception(error)
        context.dialect.do_rollback(connection.connection)
        _repeat(cursor, statement, parameters, context, error)
    return True


def _repeat(
    cursor: Any, statement: str, parameters: Any, context: Any, error: Exception
) -> None:
    logger.info("repeating a statement, since a column has changed: %s", error)
    context.pre_exec()  # makes the driver prepare the statement anew
    context.dialect.do_execute(cursor, statement, parameters, context)


def _is_first(connection: Connection) -> bool:
    # SQLAlchemy's first queries on a new server are in no transaction.
    if not connection.in_transaction():
        return False
    return bool(connection.info.pop(AT_START, False))
