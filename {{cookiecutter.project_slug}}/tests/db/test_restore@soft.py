"""Restorations: they bring back exactly the rows that were deleted together."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.db.base import Record
from app.db.errors import to_problem
from app.db.session import AsyncSession
from app.db.soft_delete import INCLUDE_DELETED, DeletionClock
from tests.support.lazy_load import set_lazily
from tests.support.records import conflict, delete, exists, save
from tests.support.sample.references import (
    DEFAULT_DEPOT,
    SampleCar,
    SampleCompany,
    SampleContract,
    SampleDepartment,
    SampleDepot,
    SampleEmployee,
    SampleInvoice,
    SampleOffice,
    SampleParking,
    SampleRegion,
)


async def undelete(session: AsyncSession, record: Record) -> None:
    """Restore a row, without a flush."""
    [row_id] = sa.inspect(record).identity
    found = await session.get_one(
        type(record),
        row_id,
        execution_options=INCLUDE_DELETED,
    )
    found.deleted_at = None


async def restore(session: AsyncSession, record: Record) -> None:
    await undelete(session, record)
    await session.commit()


@pytest.fixture
async def company(session: AsyncSession) -> SampleCompany:
    company = SampleCompany()
    await save(session, company)
    return company


@pytest.fixture
async def department(session: AsyncSession, company: SampleCompany) -> SampleDepartment:
    department = SampleDepartment(name="Sales", company_id=company.id)
    await save(session, department)
    return department


@pytest.fixture
async def staff(
    session: AsyncSession,
    department: SampleDepartment,
) -> list[SampleEmployee]:
    """A manager and a report."""
    manager = SampleEmployee(department_id=department.id)
    await save(session, manager)
    report = SampleEmployee(manager_id=manager.id)
    await save(session, report)
    return [manager, report]


async def test_all_rows_of_a_cascade_come_back(
    session: AsyncSession,
    company: SampleCompany,
    department: SampleDepartment,
    staff: list[SampleEmployee],
) -> None:
    await delete(session, company)
    await restore(session, company)

    for row in (company, department, *staff):
        assert await exists(session, row)


async def test_a_part_of_a_cascade_does_not_come_back_without_its_parent(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, company)

    await undelete(session, department)

    assert await conflict(session) == ["company_id"]


async def test_rows_deleted_before_stay_deleted(
    session: AsyncSession, company: SampleCompany, staff: list[SampleEmployee]
) -> None:
    manager, report = staff
    await delete(session, report)
    await delete(session, company)

    await restore(session, company)

    assert await exists(session, manager)
    assert not await exists(session, report)


async def test_rows_deleted_before_in_the_same_transaction_stay_deleted(
    session: AsyncSession, company: SampleCompany, staff: list[SampleEmployee]
) -> None:
    manager, report = staff
    await session.delete(report)
    await session.flush()
    await delete(session, company)

    await restore(session, company)

    assert await exists(session, manager)
    assert not await exists(session, report)


async def test_rows_deleted_in_one_flush_come_back_together(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, department, company)

    await restore(session, company)

    assert await exists(session, department)


async def test_rows_that_others_deleted_stay_deleted(
    session: AsyncSession, company: SampleCompany
) -> None:
    other = SampleCompany()
    await save(session, other)
    rows = [SampleEmployee(company_id=each.id) for each in (company, other)]
    await save(session, *rows)
    await delete(session, company)
    await delete(session, other)

    await restore(session, other)

    assert [await exists(session, row) for row in rows] == [False, True]


async def test_a_row_with_two_parents_comes_back_with_the_one_that_took_it(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    employer = SampleCompany()
    await save(session, employer)
    employee = SampleEmployee(company_id=employer.id, department_id=department.id)
    await save(session, employee)
    await delete(session, employer)
    await delete(session, department)

    await undelete(session, employer)
    assert await conflict(session) == ["department_id"]
    await restore(session, department)
    assert not await exists(session, employee)
    await restore(session, employer)
    assert await exists(session, employee)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (SampleInvoice, "company_id"),
        (SampleContract, "seller_id"),
        (SampleEmployee, "company_id"),
    ],
)
async def test_a_row_is_not_restored_before_the_row_it_refers_to(
    session: AsyncSession, company: SampleCompany, model: Any, field: str
) -> None:
    row = model(**{field: company.id})
    await save(session, row)
    await delete(session, row)
    await delete(session, company)

    await undelete(session, row)

    assert await conflict(session) == [field]


async def test_a_row_is_restored_together_with_the_row_it_refers_to(
    session: AsyncSession, company: SampleCompany
) -> None:
    invoice = SampleInvoice(company_id=company.id)
    await save(session, invoice)
    await delete(session, invoice, company)

    await undelete(session, invoice)
    await restore(session, company)

    assert await exists(session, invoice)
    assert await exists(session, company)


async def test_a_reference_that_was_set_to_null_does_not_come_back(
    session: AsyncSession, staff: list[SampleEmployee]
) -> None:
    await save(session, SampleDepot(id=DEFAULT_DEPOT))
    car, scrapped = [SampleCar(driver_id=staff[0].id) for _ in range(2)]
    await save(session, car, scrapped)
    await delete(session, scrapped)
    await delete(session, staff[0])
    # The deleted car has no driver either, so it can be restored alone.
    await restore(session, scrapped)
    await restore(session, staff[0])

    rows = await session.exec(select(SampleCar.driver_id))

    assert rows.all() == [None, None]


async def test_links_come_back_with_the_row(
    session: AsyncSession,
    staff: list[SampleEmployee],
) -> None:
    depot = SampleDepot()
    await save(session, depot)
    await save(session, SampleParking(employee_id=staff[0].id, depot_id=depot.id))
    await delete(session, staff[0])
    await restore(session, staff[0])

    await session.delete(depot)

    assert await conflict(session) == ["depot_id"]


async def test_a_reference_of_several_columns(session: AsyncSession) -> None:
    region = SampleRegion(country="ch", code="zh")
    await save(session, region)
    office = SampleOffice(country="ch", region="zh")
    await save(session, office)
    await delete(session, region)

    await undelete(session, office)
    assert await conflict(session) == ["country", "region"]
    await restore(session, region)

    assert await exists(session, office)


async def test_nothing_comes_back_if_a_name_was_taken(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, company)
    await save(session, SampleDepartment(name=department.name))

    await undelete(session, company)
    with pytest.raises(IntegrityError) as caught:
        await session.flush()
    await session.rollback()

    problem = to_problem(caught.value)
    assert problem is not None
    assert [error.field for error in problem.errors] == ["name"]
    assert not await exists(session, company)


async def test_a_deleted_row_that_is_deleted_again_keeps_its_time(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, company)
    await delete(session, company)

    await restore(session, company)

    assert await exists(session, department)


async def test_a_change_of_the_time_is_no_deletion(
    session: AsyncSession, company: SampleCompany
) -> None:
    deleted = SampleCompany()
    await save(session, deleted, SampleInvoice(company_id=company.id))
    await delete(session, deleted)

    deleted.deleted_at = DeletionClock().next()
    await session.commit()

    assert not await exists(session, deleted)


async def test_a_row_whose_time_is_not_loaded_is_restored(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, company)
    session.expire(company)

    await set_lazily(session, company, "deleted_at", None)
    await session.commit()

    assert await exists(session, department)


async def test_objects_of_the_session_are_changed_too(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    await delete(session, company)
    hidden = await session.get(SampleDepartment, department.id)
    deleted_at = department.deleted_at
    await restore(session, company)

    assert hidden is None
    assert deleted_at is not None
    assert await session.get(SampleDepartment, department.id) is department
    department.name = "Marketing"  # a flush checks the version
    await session.commit()
    assert department.version == 4


async def test_rows_that_no_object_holds_are_changed(
    session: AsyncSession, company: SampleCompany, department: SampleDepartment
) -> None:
    session.expunge(department)
    await delete(session, company)

    assert not await exists(session, department)


async def test_all_rows_of_a_deletion_have_the_same_time(
    session: AsyncSession, company: SampleCompany, staff: list[SampleEmployee]
) -> None:
    await delete(session, company)

    statement = select(SampleEmployee.deleted_at).execution_options(**INCLUDE_DELETED)
    times = await session.exec(statement)

    assert set(times.all()) == {company.deleted_at}


def test_no_two_deletions_have_the_same_time() -> None:
    clock = DeletionClock()

    times = [clock.next() for _ in range(10_000)]

    assert len(set(times)) == len(times)
    assert times == sorted(times)
