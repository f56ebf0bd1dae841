"""Foreign keys: concurrent deletions and additions."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from app.db.concurrency import sleep
from app.db.errors import translated_errors
from app.db.session import AsyncSession, AsyncSessionMaker
from app.errors import ConflictError
from tests.support.concurrency import Barrier, run_concurrently
from tests.support.sample.references import Company, Department, Employee, Invoice

WAITING = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
""")


class Step:
    """Work on a company that another step has not committed yet."""

    def __init__(self, maker: AsyncSessionMaker, company_id: int) -> None:
        self.maker = maker
        self.company_id = company_id
        self.barrier = Barrier(2)

    async def add(self, session: AsyncSession) -> None:
        session.add(Invoice(company_id=self.company_id))
        await session.flush()

    async def delete(self, session: AsyncSession) -> None:
        company = await session.get_one(Company, self.company_id)
        await session.delete(company)
        await session.flush()

    async def run(self, work: Any, is_first: bool) -> str:
        """Do the work; the first one commits when the second one waits for it."""
        if not is_first:
            await self.barrier.wait()
        try:
            async with self.maker.begin() as session:
                with translated_errors():
                    await work(session)
                if is_first:
                    await self.barrier.wait()
                    await wait_for_a_lock(session)
        except ConflictError as error:
            return error.errors[0].field
        return "done"


async def wait_for_a_lock(session: AsyncSession) -> None:
    """Return as soon as another session waits for a lock; after a second anyway."""
    connection = await session.connection()
    for _ in range(100):
        result = await connection.execute(WAITING)
        if result.scalar_one():
            return
        await sleep(0.01)


@pytest.fixture
async def step(committing_session_maker: AsyncSessionMaker) -> Step:
    company = Company()
    async with committing_session_maker.begin() as session:
        session.add(company)
    return Step(committing_session_maker, company.id)


async def test_a_row_that_is_being_referred_to_is_not_deleted(step: Step) -> None:
    results = await run_concurrently(
        step.run,
        [(step.add, True), (step.delete, False)],
    )

    assert results == ["done", "company_id"]


async def test_a_row_that_is_being_deleted_cannot_be_referred_to(step: Step) -> None:
    results = await run_concurrently(
        step.run,
        [(step.delete, True), (step.add, False)],
    )

    assert results == ["done", "company_id"]


async def test_rows_with_two_parents_that_are_deleted_at_once(
    committing_session_maker: AsyncSessionMaker,
) -> None:
    company, department = Company(), Department(name="Sales")
    async with committing_session_maker.begin() as session:
        session.add_all([company, department])
        await session.flush()
        session.add_all(
            Employee(company_id=company.id, department_id=department.id)
            for _ in range(50)
        )
    barrier = Barrier(2)

    async def delete(model: Any, row_id: int) -> None:
        async with committing_session_maker.begin() as session:
            row = await session.get_one(model, row_id)
            await barrier.wait()
            await session.delete(row)

    await run_concurrently(
        delete,
        [(Company, company.id), (Department, department.id)],
    )

    async with committing_session_maker() as session:
        left = await session.exec(select(func.count()).select_from(Employee))
        assert left.one() == 0
