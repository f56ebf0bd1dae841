"""Statements that a service sends, counted in the server's log.

BEGIN, COMMIT and the statement that tests a connection count: each is a round trip.

Logged is what `log_min_duration_statement = 0` logs: it has a line "statement" for each
simple query and a line "bind" for each execution of a prepared statement, also for an
empty one, with which a driver tests a connection.
"""

import re
import time
from pathlib import Path

LOGGED = "log_min_duration_statement = 0"
STATEMENT = r"LOG:  duration: \S+ ms  (?:statement|bind [^:]*): (.*)"
QUIET_SECONDS = 0.3


def statements(log: str, database: str) -> list[str]:
    """Return the first lines of all statements that a database has received."""
    return re.findall(rf"^{database} {STATEMENT}", log, re.MULTILINE)


class StatementLog:
    """The part of the server's log that is written from now on."""

    def __init__(self, log: Path, database: str) -> None:
        self.log = log
        self.database = database
        self.start = 0
        self.start = len(self._lines())

    def _lines(self) -> list[str]:
        """Return the lines so far, when no more come: some follow the response."""
        before: list[str] | None = None
        while (now := statements(self.log.read_text(), self.database)) != before:
            before = now
            time.sleep(QUIET_SECONDS)
        return now[self.start :]

    def statements(self) -> list[str]:
        return self._lines()
