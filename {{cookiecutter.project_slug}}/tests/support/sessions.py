"""The sessions of the fixtures: their options and types."""

from typing import Any, TypeAlias

from sqlalchemy import Connection, event, orm, text

from app.db.session import AsyncSession

IN_SAVEPOINTS: dict[str, Any] = {"join_transaction_mode": "create_savepoint"}
READ_ONLY_IN_SAVEPOINTS: dict[str, Any] = IN_SAVEPOINTS | {"info": {"read_only": True}}

TwoSessions: TypeAlias = tuple[AsyncSession, AsyncSession]


@event.listens_for(orm.Session, "after_begin")
def _set_read_only(
    session: orm.Session, _transaction: orm.SessionTransaction, connection: Connection
) -> None:
    """Make the server refuse changes until the savepoint ends."""
    if session.info.get("read_only"):
        connection.execute(text("SET TRANSACTION READ ONLY"))
