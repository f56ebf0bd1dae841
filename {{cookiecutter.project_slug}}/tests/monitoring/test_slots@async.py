"""Metrics of requests that wait for a connection slot."""

import asyncio

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.api.connection_slots import ConnectionSlots, connection_slot
from app.monitoring.slots import MeasuredSlots
from tests.support.settings import OverrideSettings

PREFIX = "db_connection_slot"
NAMES = ["s", "s_in_use", "s_waiting", "_wait_seconds_count", "_timeouts_total"]


def values(pool: str) -> list[float | None]:
    return [REGISTRY.get_sample_value(PREFIX + name, {"pool": pool}) for name in NAMES]


async def hold(slots: ConnectionSlots, until: asyncio.Event) -> None:
    async with connection_slot(slots):
        await until.wait()


def test_a_request_that_waits_is_counted() -> None:
    async def run() -> list[list[float | None]]:
        slots, done = MeasuredSlots(2, "waits"), asyncio.Event()
        seen = [values("waits")]
        async with asyncio.TaskGroup() as tasks:
            for _ in range(3):
                tasks.create_task(hold(slots, done))
            await asyncio.sleep(0)
            seen.append(values("waits"))
            done.set()
        return [*seen, values("waits")]

    assert asyncio.run(run()) == [
        [2, 0, 0, 0, 0],
        [2, 2, 1, 0, 0],
        [2, 0, 0, 1, 0],
    ]


def test_a_request_that_gets_no_slot_in_time_is_counted(
    override_settings: OverrideSettings,
) -> None:
    override_settings(DB_POOL_TIMEOUT=0.01)

    async def run() -> None:
        slots = MeasuredSlots(1, "timeouts")
        async with connection_slot(slots):
            with pytest.raises(PoolTimeoutError):
                await hold(slots, asyncio.Event())
        async with connection_slot(slots):
            pass

    asyncio.run(run())

    assert values("timeouts") == [1, 0, 0, 1, 1]


def test_a_request_that_is_cancelled_while_it_waits_is_not_a_timeout() -> None:
    async def run() -> None:
        slots, done = MeasuredSlots(1, "cancelled"), asyncio.Event()
        async with connection_slot(slots):
            waiting = asyncio.create_task(hold(slots, done))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait([waiting])

    asyncio.run(run())

    assert values("cancelled") == [1, 0, 0, 1, 0]
