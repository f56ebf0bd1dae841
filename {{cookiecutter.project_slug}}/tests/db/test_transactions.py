"""Units of work: which errors are retried, and what is committed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select, update

from app.db import transactions
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.transactions import run_in_transaction
from tests.support.concurrency import Barrier, run_concurrently
from tests.support.sample.planets import Planet

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"


class FailAtFirst:
    """A unit of work that fails with a SQLSTATE in its first attempts."""

    def __init__(self, state: str, failures: int) -> None:
        self.statement = text(RAISE.format(state=state))
        self.failures = failures
        self.attempts = 0

    async def __call__(self, session: AsyncSession) -> str:
        self.attempts += 1
        session.add(Planet(name=f"Attempt {self.attempts}"))
        await session.flush()
        if self.attempts <= self.failures:
            connection = await session.connection()
            await connection.execute(self.statement)
        return "done"


@pytest.fixture(autouse=True)
def short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "MAX_BACKOFF_SECONDS", 0.001)


async def names_of_planets(session_maker: AsyncSessionMaker) -> list[str]:
    async with session_maker() as session:
        names = await session.exec(select(Planet.name).order_by(Planet.name))
        return list(names)


@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("failures", [0, 1, 2])
async def test_a_retryable_error_is_retried_and_committed_once(
    committing_session_maker: AsyncSessionMaker, state: str, failures: int
) -> None:
    work = FailAtFirst(state, failures)

    assert await run_in_transaction(committing_session_maker, work) == "done"
    assert work.attempts == failures + 1
    assert await names_of_planets(committing_session_maker) == [
        f"Attempt {work.attempts}",
    ]


async def test_each_retry_is_logged(
    committing_session_maker: AsyncSessionMaker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "app")

    await run_in_transaction(committing_session_maker, FailAtFirst("40001", failures=2))

    messages = [record.message[:15] for record in caplog.records]
    assert messages == ["attempt 1 of 3:", "attempt 2 of 3:"]


@pytest.mark.parametrize(("attempts", "state"), [(1, "40001"), (3, "40P01")])
async def test_the_error_of_the_last_attempt_is_raised(
    committing_session_maker: AsyncSessionMaker, attempts: int, state: str
) -> None:
    work = FailAtFirst(state, failures=9)

    with pytest.raises(DBAPIError):
        await run_in_transaction(committing_session_maker, work, attempts)

    assert work.attempts == attempts
    assert await names_of_planets(committing_session_maker) == []


@pytest.mark.parametrize("state", ["23505", "40003", "55P03", "57014"])
async def test_other_errors_are_not_retried(
    committing_session_maker: AsyncSessionMaker, state: str
) -> None:
    work = FailAtFirst(state, failures=9)

    with pytest.raises(DBAPIError):
        await run_in_transaction(committing_session_maker, work)

    assert work.attempts == 1


class NotePlanets:
    """A unit of work that changes two planets; in between, it waits for another one."""

    def __init__(self, barrier: Barrier, note: str, ids: list[int]) -> None:
        self.barrier = barrier
        self.note = note
        self.ids = ids
        self.attempts = 0

    async def __call__(self, session: AsyncSession) -> None:
        self.attempts += 1
        # The second attempt uses the order of the other unit of work, so it waits for
        # that one. In its own order it could deadlock again.
        first, second = self.ids if self.attempts == 1 else self.ids[::-1]
        await self._write(session, first)
        if self.attempts == 1:
            await self.barrier.wait()
        await self._write(session, second)

    async def _write(self, session: AsyncSession, planet_id: int) -> None:
        statement = update(Planet).where(col(Planet.id) == planet_id)
        await session.exec(statement.values(note=self.note))


async def test_both_sides_of_a_deadlock_succeed(
    committing_session_maker: AsyncSessionMaker,
) -> None:
    planets = [Planet(name="One"), Planet(name="Other")]
    async with committing_session_maker.begin() as session:
        session.add_all(planets)
    ids = [planet.id for planet in planets]
    barrier = Barrier(2)
    units = [
        NotePlanets(barrier, "forwards", ids),
        NotePlanets(barrier, "backwards", ids[::-1]),
    ]

    await run_concurrently(
        run_in_transaction, [(committing_session_maker, work) for work in units]
    )

    assert sorted(work.attempts for work in units) == [1, 2]
    async with committing_session_maker() as session:
        result = await session.exec(select(Planet.note).distinct())
        # The transactions ran one after the other: the second changed both planets.
        assert len(result.all()) == 1
