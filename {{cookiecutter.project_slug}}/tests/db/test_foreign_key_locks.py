"""Foreign keys: concurrent deletions and additions."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from app.db.base import Record
from app.db.columns import FOR_NO_KEY_UPDATE
from app.db.concurrency import sleep
from app.db.errors import translated_errors
from app.db.session import AsyncSession, AsyncSessionMaker
from app.errors import ConflictError
from tests.support.concurrency import Barrier, run_concurrently
from tests.support.sample.references import (
    SampleClub,
    SampleCompany,
    SampleDepartment,
    SampleEmployee,
    SampleInvoice,
    SampleMember,
    SamplePayslip,
)
from tests.support.sessions import TwoSessions

# The locks that other sessions cannot get because of this one.
BLOCKED = text("""
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
""")


class Race:
    """A row that refers to a company or its employee, and the deletion of the company.

    The one that is first commits when the other one waits for it.
    """

    def __init__(self, maker: AsyncSessionMaker, company_id: int, row: Record) -> None:
        self.maker = maker
        self.company_id = company_id
        self.row = row
        self.barrier = Barrier(2)

    async def add(self, session: AsyncSession) -> None:
        session.add(self.row)
        await session.flush()

    async def delete(self, session: AsyncSession) -> None:
        company = await session.get_one(SampleCompany, self.company_id)
        await session.delete(company)
        await session.flush()

    async def run(self, work: Any, is_first: bool) -> str:
        """Do the work; return the field that a conflict names."""
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
    """Return as soon as another session waits for this one; after a second anyway."""
    connection = await session.connection()
    for _ in range(100):
        result = await connection.execute(BLOCKED)
        if result.scalar_one():
            return
        await sleep(0.01)


@pytest.fixture(params=["company_id", "employee_id"])
async def field(request: pytest.FixtureRequest) -> str:
    """The foreign key: of an invoice, or of a payslip of an employee of the company."""
    name: str = request.param
    return name


@pytest.fixture
async def race(committing_session_maker: AsyncSessionMaker, field: str) -> Race:
    company, employee = SampleCompany(), SampleEmployee()
    async with committing_session_maker.begin() as session:
        session.add(company)
        await session.flush()
        employee.company_id = company.id
        session.add(employee)
    rows = {
        "company_id": SampleInvoice(company_id=company.id),
        "employee_id": SamplePayslip(employee_id=employee.id),
    }
    return Race(committing_session_maker, company.id, rows[field])


async def test_a_row_that_is_being_referred_to_is_not_deleted(
    race: Race,
    field: str,
) -> None:
    results = await run_concurrently(
        race.run,
        [(race.add, True), (race.delete, False)],
    )

    assert results == ["done", field]


async def test_a_row_that_is_being_deleted_cannot_be_referred_to(
    race: Race,
    field: str,
) -> None:
    results = await run_concurrently(
        race.run,
        [(race.delete, True), (race.add, False)],
    )

    assert results == ["done", field]


async def test_a_row_that_is_being_changed_can_be_referred_to(
    two_sessions: TwoSessions,
) -> None:
    one, other = two_sessions
    company = SampleCompany()
    one.add(company)
    await one.commit()

    await one.get_one(SampleCompany, company.id, with_for_update=FOR_NO_KEY_UPDATE)
    other.add(SampleInvoice(company_id=company.id))
    # It would time out if it waited.
    await other.flush()


async def test_two_transactions_can_refer_to_the_same_row(
    two_sessions: TwoSessions,
) -> None:
    one, other = two_sessions
    company = SampleCompany()
    one.add(company)
    await one.commit()

    for session in (one, other):
        session.add(SampleInvoice(company_id=company.id))
        # The second one would time out if it waited.
        await session.flush()


async def test_a_row_that_loses_a_reference_can_be_referred_to(
    two_sessions: TwoSessions,
) -> None:
    one, other = two_sessions
    president = SampleMember()
    one.add(president)
    await one.flush()
    club = SampleClub(president_id=president.id)
    one.add(club)
    await one.commit()

    await one.delete(president)
    await one.flush()
    other.add(SampleMember(club_id=club.id))
    # It would time out if it waited.
    await other.flush()


async def test_two_parents_of_the_same_rows_are_deleted(
    committing_session_maker: AsyncSessionMaker,
) -> None:
    company, department = SampleCompany(), SampleDepartment(name="Sales")
    async with committing_session_maker.begin() as session:
        session.add_all([company, department])
        await session.flush()
        session.add_all(
            SampleEmployee(company_id=company.id, department_id=department.id)
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
        [(SampleCompany, company.id), (SampleDepartment, department.id)],
    )

    async with committing_session_maker() as session:
        left = await session.exec(select(func.count()).select_from(SampleEmployee))
        assert left.one() == 0
