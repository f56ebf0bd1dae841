"""Engines for sessions that only read."""

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings
from app.db.errors import READ_ONLY, sqlstate

# Set when connecting, so that the server refuses changes. Behind a transaction pooler
# each transaction is READ ONLY instead.
READ_ONLY_SETTINGS = {"default_transaction_read_only": "on"}

# With that setting, every server looks as if it could only read.
HOST_STATES = {"read-write": "primary", "read-only": "standby"}

EXPLANATION = "This session only reads: take a SessionDep (app/api/session.py)."


def read_only_arguments(pool: PoolSettings) -> dict[str, Any]:
    """Return the arguments of `create_engine` for statements without a transaction.

    BEGIN and COMMIT would be two more round trips. Behind a transaction pooler they are
    necessary: the timeouts hold only within a transaction.
    """
    if pool.transaction_pooler:
        return {}
    return {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}


def make_read_only(engine: Engine, pool: PoolSettings) -> None:
    """Register the listeners of an engine for sessions that only read."""
    event.listen(engine, "do_connect", _choose_host)
    event.listen(engine, "handle_error", _explain)
    if pool.transaction_pooler:
        dialect: Any = engine.dialect

        def set_read_only(connection: Any, _record: object) -> None:
            dialect.set_readonly(connection, True)

        event.listen(engine, "connect", set_read_only)


def _choose_host(
    _dialect: object, _record: object, _arguments: object, options: dict[str, Any]
) -> None:
    if wanted := options.get("target_session_attrs"):
        options["target_session_attrs"] = HOST_STATES.get(wanted, wanted)


def _explain(context: ExceptionContext) -> None:
    # A mistake in the code: the server would accept the change from another session.
    error = context.sqlalchemy_exception
    if isinstance(error, DBAPIError) and sqlstate(error) == READ_ONLY:
        raise RuntimeError(EXPLANATION) from error
