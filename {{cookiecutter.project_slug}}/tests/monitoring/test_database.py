"""Which transactions are counted, and how they end."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from prometheus_client import REGISTRY, Gauge
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings, Settings
from app.db.engine import (
    create_engine,
    create_read_session_maker,
    create_session_maker,
)
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.transactions import run_in_transaction
from app.monitoring.database import Members, observe_database

ONE = text("SELECT 1")
FAIL_AT_COMMIT = (
    "CREATE TEMPORARY TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
    "INSERT INTO late VALUES (1), (1)",
)


class Observed:
    """The session makers that are observed."""

    def __init__(self, write: AsyncSessionMaker, read: AsyncSessionMaker) -> None:
        self.write = write
        self.read = read
        self._start = self._totals()

    def ended(self) -> dict[str, int]:
        """Return the number of transactions that have ended since the start."""
        return {
            outcome: int(total - self._start[outcome])
            for outcome, total in self._totals().items()
        }

    def _totals(self) -> dict[str, float]:
        name = "db_transactions_total"
        return {
            outcome: REGISTRY.get_sample_value(name, {"outcome": outcome}) or 0
            for outcome in ("committed", "rolled_back")
        }


@pytest.fixture
async def observed(settings: Settings) -> AsyncIterator[Observed]:
    pool = PoolSettings()
    engine = create_engine(settings, pool)
    read_engine = create_engine(settings, pool, read_only=True)
    state = SimpleNamespace(
        session_maker=create_session_maker(engine),
        read_session_maker=create_read_session_maker(read_engine),
    )
    with observe_database(state):
        yield Observed(state.session_maker, state.read_session_maker)
    await engine.dispose()
    await read_engine.dispose()


async def test_a_transaction_ends_once_whatever_its_savepoints_do(
    observed: Observed,
) -> None:
    async with observed.write.begin() as session:
        connection = await session.connection()
        await connection.execute(ONE)
        async with session.begin_nested():
            await connection.execute(ONE)

    assert observed.ended() == {"committed": 1, "rolled_back": 0}


async def test_a_rolled_back_transaction_is_not_committed(observed: Observed) -> None:
    async with observed.write() as session:
        async with session.begin_nested():
            await session.connection()
        await session.rollback()
        await session.connection()  # another one, which ends with the session

    assert observed.ended() == {"committed": 0, "rolled_back": 2}


async def test_a_commit_that_fails_is_a_rollback(observed: Observed) -> None:
    async def work(session: AsyncSession) -> None:
        connection = await session.connection()
        for statement in FAIL_AT_COMMIT:
            await connection.execute(text(statement))

    with pytest.raises(DBAPIError):
        await run_in_transaction(observed.write, work)

    assert observed.ended() == {"committed": 0, "rolled_back": 1}


async def test_sessions_that_only_read_or_do_nothing_are_not_counted(
    observed: Observed,
) -> None:
    async with observed.read() as session:
        await session.connection()
    async with observed.write.begin():
        pass

    assert observed.ended() == {"committed": 0, "rolled_back": 0}


def test_a_connection_is_removed_once() -> None:
    gauge = Gauge("members", "For this test.")
    members = Members(gauge)
    one, other = object(), object()

    members.add(None, one, None)
    members.add(None, other, None)
    for _ in range(2):
        members.remove(None, one)

    assert REGISTRY.get_sample_value("members") == 1
