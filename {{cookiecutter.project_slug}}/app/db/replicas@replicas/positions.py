"""Positions in the primary's write-ahead log (LSN): how recent data is.

https://www.postgresql.org/docs/current/datatype-pg-lsn.html
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection, text

PATTERN = re.compile(r"([0-9A-F]{1,8})/([0-9A-F]{1,8})", re.ASCII)

# No server ever reaches it.
MAXIMUM = 2**64 - 1

# How far a standby has replayed the log, or the primary has written it.
CURRENT = """
    SELECT CAST(CASE
        WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_insert_lsn()
    END AS text)
"""


@dataclass(slots=True)
class ClientPosition:
    """The positions of the client of one request.

    `required` is the position that the client has sent: it reads nothing older. It is
    None if the client has sent none. `reached` is the position that the client gets:
    that of its change, or of what it has read. 0 stands for none.
    """

    required: int | None = None
    reached: int = 0

    def reach(self, position: int) -> None:
        """Give the client this position, unless it gets a later one."""
        self.reached = max(self.reached, position)


client_position: ContextVar[ClientPosition | None] = ContextVar(
    "client_position", default=None
)


def parse_position(value: str) -> int | None:
    """Return the position for a text like 0/343EB90; None for any other text."""
    match = PATTERN.fullmatch(value)
    return int(match[1], 16) << 32 | int(match[2], 16) if match else None


def format_position(position: int) -> str:
    """Return the text for a position, as PostgreSQL writes it."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def current_position(connection: Connection) -> int:
    """Return how recent the data of the server is at the other end."""
    return parse_position(str(connection.scalar(text(CURRENT)))) or 0
