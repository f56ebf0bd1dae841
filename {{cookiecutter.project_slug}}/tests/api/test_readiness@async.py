"""Several health checks at a time."""

import asyncio
from collections.abc import Set

from app.api.readiness import NO_RESPONSE, Readiness
from app.db.revisions import known_revisions


async def check(readiness: Readiness, times: int) -> list[str]:
    return await asyncio.gather(*(readiness.problem() for _ in range(times)))


def test_checks_at_the_same_time_share_a_query() -> None:
    calls = 0

    async def applied_revisions() -> Set[str]:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.5)
        return known_revisions().latest

    async def check_twice() -> list[str]:
        readiness = Readiness(applied_revisions)
        await readiness.problem()  # loads the revisions
        return await check(readiness, 20)

    assert asyncio.run(check_twice()) == [""] * 20
    assert calls == 2


def test_a_query_outlives_a_check_that_has_failed() -> None:
    has_ended = False

    async def check_slowly() -> list[str]:
        released = asyncio.Event()

        async def applied_revisions() -> Set[str]:
            nonlocal has_ended
            await released.wait()
            has_ended = True
            return frozenset()

        problems = await check(Readiness(applied_revisions), 2)
        released.set()
        await asyncio.sleep(0)
        return problems

    assert asyncio.run(check_slowly()) == [NO_RESPONSE] * 2
    assert has_ended
