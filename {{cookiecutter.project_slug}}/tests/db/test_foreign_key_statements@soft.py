"""Foreign keys: the number of statements, and the locks."""

import pytest

from app.db.session import AsyncSession
from tests.support.query_log import QueryLog
from tests.support.records import delete, save
from tests.support.sample.planets import Spacecraft
from tests.support.sample.references import (
    SampleCompany,
    SampleContract,
    SampleDepartment,
    SampleDepot,
    SampleEmployee,
    SampleInvoice,
    SamplePayslip,
)


async def test_a_row_without_references_is_inserted_by_one_statement(
    session: AsyncSession, query_log: QueryLog
) -> None:
    with query_log.recording() as queries:
        await save(session, Spacecraft(name="Voyager"), Spacecraft(name="Pioneer"))

    assert len(queries) == 1


async def test_a_reference_to_nothing_takes_no_statement(
    session: AsyncSession, query_log: QueryLog
) -> None:
    with query_log.recording() as queries:
        await save(session, SampleContract(), SampleContract())

    assert len(queries) == 1


async def test_referred_rows_are_locked_by_one_statement_for_each_table(
    session: AsyncSession, query_log: QueryLog
) -> None:
    one, other = SampleCompany(), SampleCompany()
    department = SampleDepartment(name="Sales")
    await save(session, one, other, department)
    contracts = [SampleContract(buyer_id=one.id, seller_id=other.id) for _ in range(3)]
    employees = [
        SampleEmployee(company_id=one.id, department_id=department.id) for _ in range(3)
    ]

    with query_log.recording() as queries:
        await save(session, *contracts, *employees)

    locks = [query for query in queries if "FOR KEY SHARE" in query]
    assert len(queries) == 4
    assert ["sample_companies" in lock for lock in locks] == [True, False]
    assert ["sample_departments" in lock for lock in locks] == [False, True]
    assert all("ORDER BY" in lock for lock in locks)


async def test_a_change_of_other_columns_takes_one_statement(
    session: AsyncSession, query_log: QueryLog
) -> None:
    company = SampleCompany()
    await save(session, company)
    employee = SampleEmployee(company_id=company.id)
    await save(session, employee)
    employee.name = "Pioneer"

    with query_log.recording() as queries:
        await session.commit()

    assert len(queries) == 1


async def test_a_row_that_nothing_refers_to_is_deleted_by_one_statement(
    session: AsyncSession, query_log: QueryLog
) -> None:
    company = SampleCompany()
    await save(session, company)
    invoices = [SampleInvoice(company_id=company.id), SamplePayslip()]
    await save(session, *invoices)

    with query_log.recording() as queries:
        await delete(session, *invoices)

    assert len(queries) == 2  # one for each table


@pytest.mark.parametrize("count", [1, 3])
async def test_a_deletion_takes_one_statement_for_each_foreign_key(
    session: AsyncSession, query_log: QueryLog, count: int
) -> None:
    companies = [SampleCompany() for _ in range(count)]
    await save(session, *companies)

    with query_log.recording() as queries:
        await delete(session, *companies)

    # The mark, the lock, departments, employees, invoices, buyers and sellers.
    assert len(queries) == count + 6
    assert "FOR UPDATE" in queries[count]
    assert "ORDER BY" in queries[count]


async def test_a_cascade_locks_rows_in_order_as_a_delete_does(
    session: AsyncSession, query_log: QueryLog
) -> None:
    company = SampleCompany()
    await save(session, company)
    await save(session, SampleEmployee(company_id=company.id))

    with query_log.recording() as queries:
        await delete(session, company)

    [cascade, *_] = [
        query for query in queries if "UPDATE sample.sample_employees" in query
    ]
    assert "ORDER BY sample.sample_employees.id FOR UPDATE)" in cascade


async def test_a_restoration_locks_rows_as_an_update_does(
    session: AsyncSession, query_log: QueryLog
) -> None:
    company = SampleCompany()
    await save(session, company)
    await save(session, SampleEmployee(company_id=company.id))
    await delete(session, company)
    company.deleted_at = None

    with query_log.recording() as queries:
        await session.commit()

    [cascade, *_] = [
        query for query in queries if "UPDATE sample.sample_employees" in query
    ]
    assert "ORDER BY sample.sample_employees.id FOR NO KEY UPDATE)" in cascade


async def test_a_restoration_takes_no_statement_for_rows_that_do_not_cascade(
    session: AsyncSession, query_log: QueryLog
) -> None:
    depot = SampleDepot()
    await save(session, depot)
    await delete(session, depot)
    depot.deleted_at = None

    with query_log.recording() as queries:
        await session.commit()

    assert len(queries) == 1
