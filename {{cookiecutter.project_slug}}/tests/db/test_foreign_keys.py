"""Foreign keys: what a deletion does to the rows that refer to the deleted row."""

from typing import Any

import pytest

from app.db.session import AsyncSession
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
    SamplePayslip,
    SampleRegion,
)


@pytest.fixture
async def company(session: AsyncSession) -> SampleCompany:
    company = SampleCompany()
    await save(session, company)
    return company


@pytest.fixture
async def employee(session: AsyncSession, company: SampleCompany) -> SampleEmployee:
    """An employee of a department of the company."""
    department = SampleDepartment(name="Sales", company_id=company.id)
    await save(session, department)
    employee = SampleEmployee(department_id=department.id)
    await save(session, employee)
    return employee


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (SampleInvoice, "company_id"),
        (SampleContract, "buyer_id"),
        (SampleContract, "seller_id"),
    ],
)
async def test_a_row_that_others_refer_to_is_not_deleted(
    session: AsyncSession, company: SampleCompany, model: Any, field: str
) -> None:
    await save(session, SampleCompany(), model(**{field: company.id}))

    await session.delete(company)

    assert await conflict(session) == [field]
    assert await exists(session, company)


async def test_a_row_is_deleted_when_all_that_referred_to_it_are(
    session: AsyncSession, company: SampleCompany
) -> None:
    invoice = SampleInvoice(company_id=company.id)
    await save(session, invoice)
    await delete(session, invoice)

    await delete(session, company)

    assert not await exists(session, company)


@pytest.mark.parametrize("order", [1, -1])
async def test_rows_that_refer_to_each_other_are_deleted_in_one_flush(
    session: AsyncSession, company: SampleCompany, order: int
) -> None:
    invoice = SampleInvoice(company_id=company.id)
    contract = SampleContract(buyer_id=company.id, seller_id=company.id)
    await save(session, invoice, contract)
    rows = [company, invoice, contract]

    await delete(session, *rows[::order])

    assert not await exists(session, company)
    assert not await exists(session, invoice)


async def test_a_row_that_lets_go_in_the_same_flush_does_not_block(
    session: AsyncSession, company: SampleCompany
) -> None:
    other, invoice = SampleCompany(), SampleInvoice(company_id=company.id)
    await save(session, other, invoice)

    invoice.company_id = other.id
    await delete(session, company)

    assert not await exists(session, company)
    assert await exists(session, invoice)


async def test_a_row_that_is_added_in_the_same_flush_blocks(
    session: AsyncSession, company: SampleCompany
) -> None:
    session.add(SampleInvoice(company_id=company.id))
    await session.delete(company)

    assert await conflict(session) == ["company_id"]


async def test_deletions_cascade(
    session: AsyncSession, company: SampleCompany, employee: SampleEmployee
) -> None:
    report = SampleEmployee(manager_id=employee.id)
    await save(session, report)
    trainee, other = SampleEmployee(manager_id=report.id), SampleEmployee()
    await save(session, trainee, other)

    await delete(session, company)

    assert not await exists(session, employee)
    assert not await exists(session, report)
    assert not await exists(session, trainee)
    assert await exists(session, other)


async def test_a_row_at_the_end_of_a_cascade_blocks_all(
    session: AsyncSession, company: SampleCompany, employee: SampleEmployee
) -> None:
    await save(session, SamplePayslip(employee_id=employee.id))

    await session.delete(company)

    assert await conflict(session) == ["employee_id"]
    assert await exists(session, company)
    assert await exists(session, employee)


async def test_rows_that_refer_in_a_circle_are_deleted(session: AsyncSession) -> None:
    one, other = SampleEmployee(), SampleEmployee()
    await save(session, one, other)
    one.manager_id, other.manager_id = other.id, one.id
    await session.commit()

    await delete(session, one)

    assert not await exists(session, one)
    assert not await exists(session, other)


async def test_set_null_keeps_the_row(
    session: AsyncSession, company: SampleCompany, employee: SampleEmployee
) -> None:
    await save(session, SampleDepot(id=DEFAULT_DEPOT))
    driven, parked = SampleCar(driver_id=employee.id), SampleCar()
    await save(session, driven, parked)

    await delete(session, company)
    await session.refresh(driven)

    assert driven.driver_id is None
    assert await exists(session, parked)


async def test_set_default_refers_to_the_default(session: AsyncSession) -> None:
    depot = SampleDepot()
    await save(session, SampleDepot(id=DEFAULT_DEPOT), depot)
    car = SampleCar(depot_id=depot.id)
    await save(session, car)

    await delete(session, depot)
    await session.refresh(car)

    assert car.depot_id == DEFAULT_DEPOT


async def test_the_default_cannot_be_deleted_while_it_is_used(
    session: AsyncSession,
) -> None:
    depot = SampleDepot(id=DEFAULT_DEPOT)
    await save(session, depot)
    await save(session, SampleCar(depot_id=DEFAULT_DEPOT))

    await session.delete(depot)

    assert await conflict(session) == ["depot_id"]


async def test_a_row_of_a_link_table_blocks_until_the_other_row_is_deleted(
    session: AsyncSession, employee: SampleEmployee
) -> None:
    depot = SampleDepot()
    await save(session, depot)
    await save(session, SampleParking(employee_id=employee.id, depot_id=depot.id))

    await session.delete(depot)
    assert await conflict(session) == ["depot_id"]
    await delete(session, employee)
    await delete(session, depot)

    assert not await exists(session, depot)


async def test_references_of_several_columns(session: AsyncSession) -> None:
    regions = [SampleRegion(country="ch", code=code) for code in ("zh", "be")]
    await save(session, *regions)
    inside = SampleOffice(country="ch", region="zh")
    taxed = SampleOffice(country="ch", region="be", tax_region="zh")
    resident = SampleOffice(country="ch", home_region="be")
    await save(session, inside, taxed, resident)

    await delete(session, regions[0])
    await session.refresh(taxed)

    assert not await exists(session, inside)
    assert (taxed.country, taxed.region, taxed.tax_region) == ("ch", "be", None)
    await session.delete(regions[1])
    assert await conflict(session) == ["country", "home_region"]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (SampleInvoice, "company_id"),
        (SampleContract, "seller_id"),
        (SampleEmployee, "company_id"),
    ],
)
async def test_a_new_row_cannot_refer_to_a_deleted_row(
    session: AsyncSession, company: SampleCompany, model: Any, field: str
) -> None:
    await delete(session, company)

    session.add(model(**{field: company.id}))

    assert await conflict(session) == [field]


async def test_a_row_cannot_be_changed_to_refer_to_a_deleted_row(
    session: AsyncSession, company: SampleCompany
) -> None:
    contract = SampleContract(buyer_id=company.id)
    deleted = SampleCompany()
    await save(session, contract, deleted)
    await delete(session, deleted)

    contract.seller_id = deleted.id

    assert await conflict(session) == ["seller_id"]


async def test_a_reference_of_several_columns_to_a_deleted_row(
    session: AsyncSession,
) -> None:
    regions = [SampleRegion(country="ch", code=code) for code in ("zh", "be")]
    await save(session, *regions)
    await delete(session, regions[0])

    session.add(SampleOffice(country="ch", region="be", tax_region="zh"))

    assert await conflict(session) == ["country", "tax_region"]


async def test_a_link_to_a_deleted_row(session: AsyncSession) -> None:
    employee, depot = SampleEmployee(), SampleDepot()
    await save(session, employee, depot)
    await delete(session, employee)

    session.add(SampleParking(employee_id=employee.id, depot_id=depot.id))

    assert await conflict(session) == ["employee_id"]
