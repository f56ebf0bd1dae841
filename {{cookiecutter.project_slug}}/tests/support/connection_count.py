"""The number of connections that an engine has in use."""

from typing import Any

from sqlalchemy import Engine, event


class ConnectionCount:
    """Counts the connections that are checked out of the pool."""

    def __init__(self, engine: Engine) -> None:
        self._records: set[int] = set()
        self.maximum = 0
        event.listen(engine, "checkout", self._check_out)
        event.listen(engine, "checkin", self._check_in)

    @property
    def in_use(self) -> int:
        return len(self._records)

    def _check_out(self, _connection: Any, record: Any, _proxy: Any) -> None:
        self._records.add(id(record))
        self.maximum = max(self.maximum, self.in_use)

    def _check_in(self, _connection: Any, record: Any) -> None:
        self._records.discard(id(record))
