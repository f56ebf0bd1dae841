"""The position of each commit, for the client whose change it is.

It must be asked for after the commit: only then does it contain the change. That is one
more round trip, on the same connection, before it returns to the pool.
"""

import logging
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.db.replicas.positions import (
    CURRENT,
    MAXIMUM,
    client_position,
    parse_position,
)

logger = logging.getLogger(__name__)

# The key in the dictionary `info` of a connection.
COMMITTED = "committed"


def note_commits(engine: Engine) -> None:
    """Give the clients the positions of their commits on this engine."""
    event.listen(engine, "commit", _mark)
    event.listen(engine, "reset", _note)


def _mark(connection: Connection) -> None:
    connection.info[COMMITTED] = True


def _note(connection: Any, record: Any, _state: object) -> None:
    client = client_position.get()
    if record.info.pop(COMMITTED, False) and client:
        client.reach(_position(connection))


def _position(connection: Any) -> int:
    """Return the position of the server after a commit.

    If it is unknown, the change is committed all the same: the client then reads from
    the primary.
    """
    try:
        return parse_position(_ask(connection)) or MAXIMUM
    except Exception as error:  # each driver has many for a lost connection
        logger.warning("the position of a commit is unknown: %r", error)
        return MAXIMUM


def _ask(connection: Any) -> str:
    connection.autocommit = True  # otherwise the query would begin a transaction
    try:
        cursor = connection.cursor()
        cursor.execute(CURRENT)
        [position] = cursor.fetchone()
        cursor.close()
        return str(position)
    finally:
        connection.autocommit = False
