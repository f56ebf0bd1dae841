"""Metrics of the connection slots."""

from typing import Any, Literal

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.api.connection_slots import ConnectionSlots
from app.config.settings import get_pool_settings

SLOTS = Gauge(
    "db_connection_slots",
    "Connection slots: the most requests that use the database at a time.",
    ["pool"],
    multiprocess_mode="livesum",
)
IN_USE = Gauge(
    "db_connection_slots_in_use",
    "Connection slots that requests hold.",
    ["pool"],
    multiprocess_mode="livesum",
)
WAITING = Gauge(
    "db_connection_slots_waiting",
    "Requests that wait for a connection slot.",
    ["pool"],
    multiprocess_mode="livesum",
)
WAIT = Histogram(
    "db_connection_slot_wait_seconds",
    "Time that requests waited for a connection slot, if none was free.",
    ["pool"],
)
TIMEOUTS = Counter(
    "db_connection_slot_timeouts_total",
    "Requests that got no connection slot within DB_POOL_TIMEOUT.",
    ["pool"],
)


def measure_slots(state: Any) -> None:
    """Replace the connection slots of an application, which are all free."""
    total = get_pool_settings().connections_per_pool
    state.connection_slots = MeasuredSlots(total, "write")
    state.read_connection_slots = MeasuredSlots(total, "read")


class MeasuredSlots(ConnectionSlots):
    """The connection slots of one pool, with metrics."""

    def __init__(self, total: int, pool: str) -> None:
        super().__init__(total)
        self._in_use = IN_USE.labels(pool)
        self._waiting = WAITING.labels(pool)
        self._wait = WAIT.labels(pool)
        self._timeouts = TIMEOUTS.labels(pool)
        SLOTS.labels(pool).set(total)
        self._in_use.set(0)
        self._waiting.set(0)

    async def acquire(self) -> Literal[True]:
        acquired = await super().acquire()
        self._in_use.inc()
        return acquired

    def release(self) -> None:
        super().release()
        self._in_use.dec()

    async def wait(self) -> None:
        try:
            with self._waiting.track_inprogress(), self._wait.time():
                await super().wait()
        except PoolTimeoutError:
            self._timeouts.inc()
            raise
