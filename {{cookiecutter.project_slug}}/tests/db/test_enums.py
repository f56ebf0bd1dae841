"""Enum columns: values, constraints, conditions, and values of later releases."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app import tables
from app.db.errors import to_problem
from app.db.session import AsyncSession
from tests.support.sample.base import metadata
from tests.support.sample.enums import Priority, SampleTicket, TicketStatus

TICKETS = metadata.tables["sample.sample_tickets"]
STATUS: Any = col(SampleTicket.status)
OPEN = TicketStatus.OPEN


def checks_of(table: sa.Table) -> list[str]:
    """Return the CHECK constraints, by name."""
    checks = [
        f"{check.name}: {check.sqltext.compile(compile_kwargs={'literal_binds': True})}"
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint)
    ]
    return sorted(checks)


def test_each_column_has_a_constraint_that_is_named_after_it() -> None:
    checks = [
        check.replace("sample.sample_tickets.", "") for check in checks_of(TICKETS)
    ]

    assert checks == [
        "ck_sample_tickets_impact: impact IN ('low', 'very high')",
        "ck_sample_tickets_priority: priority IN ('low', 'very high')",
        "ck_sample_tickets_status: status IN ('open', 'closed')",
    ]


def test_a_copy_of_a_table_has_the_same_constraints() -> None:
    copy = TICKETS.to_metadata(sa.MetaData())

    assert checks_of(copy) == checks_of(TICKETS)


def test_each_enum_is_stored_as_text() -> None:
    """SQLModel gives a field without `sa_type` an enum type of PostgreSQL."""
    every_table = tables.metadata.tables.values()
    columns = [column for table in every_table for column in table.columns]
    native = [str(column) for column in columns if isinstance(column.type, sa.Enum)]

    assert native == [], "Add sa_type=enum_type(...) to these fields"


async def test_members_are_stored_and_loaded(session: AsyncSession) -> None:
    session.add(SampleTicket(priority=Priority.HIGH))
    session.add(SampleTicket(status=TicketStatus.CLOSED))
    await session.flush()
    session.expunge_all()

    result = await session.exec(select(SampleTicket).order_by(col(SampleTicket.id)))
    urgent, closed = result.all()

    assert urgent.status is TicketStatus.OPEN
    assert urgent.priority is Priority.HIGH
    assert urgent.impact is Priority.LOW
    assert closed.status is TicketStatus.CLOSED
    assert closed.priority is None


@pytest.mark.parametrize("field", ["status", "priority", "impact"])
async def test_the_database_rejects_other_values(
    session: AsyncSession,
    field: str,
) -> None:
    fields: dict[str, Any] = {field: "OPEN"}
    session.add(SampleTicket(**fields))

    with pytest.raises(IntegrityError) as raised:
        await session.flush()

    problem = to_problem(raised.value)
    assert problem is not None
    assert [error.field for error in problem.errors] == [field]


CONDITIONS: dict[str, Callable[[], Any]] = {
    "member": lambda: STATUS == OPEN,
    "text": lambda: STATUS == "open",
    "literal": lambda: sa.literal("open") == STATUS,
    "typed literal": lambda: sa.literal(OPEN, STATUS.type) == STATUS,
    "list": lambda: STATUS.in_([OPEN]),
    "empty list": lambda: STATUS.not_in([]) & (STATUS == OPEN),
    "subquery": lambda: STATUS.in_(select(sa.func.min("open"))),
    "other member": lambda: STATUS != TicketStatus.CLOSED,
    "pattern": lambda: STATUS.like("op%"),
    "case": lambda: sa.case((STATUS == OPEN, "yes"), else_="no") == "yes",
}


@pytest.mark.parametrize("name", CONDITIONS)
async def test_conditions_accept_members_and_text(
    session: AsyncSession,
    name: str,
) -> None:
    session.add_all([SampleTicket(), SampleTicket(status=TicketStatus.CLOSED)])
    await session.flush()

    result = await session.exec(select(SampleTicket).where(CONDITIONS[name]()))

    assert [ticket.status for ticket in result] == [OPEN]


@pytest.mark.parametrize("status", TicketStatus)
async def test_lambda_statements_bind_their_members(
    session: AsyncSession, status: TicketStatus
) -> None:
    """SQLAlchemy caches the SQL of a lambda, but not the values in it."""
    session.add_all([SampleTicket(), SampleTicket(status=TicketStatus.CLOSED)])
    await session.flush()
    statuses = [status]

    statement = sa.lambda_stmt(lambda: sa.select(STATUS).where(STATUS.in_(statuses)))
    connection = await session.connection()
    result = await connection.execute(statement)

    assert result.scalars().all() == statuses


async def test_members_can_be_rendered_into_sql(session: AsyncSession) -> None:
    session.add(SampleTicket())
    await session.flush()
    query = sa.select(STATUS).where(STATUS == OPEN)
    sql = str(query.compile(compile_kwargs={"literal_binds": True}))

    connection = await session.connection()
    result = await connection.execute(sa.text(sql))

    assert "status = 'open'" in sql
    assert result.scalars().all() == ["open"]


async def test_a_value_of_a_later_release_is_loaded_as_text(
    session: AsyncSession,
) -> None:
    connection = await session.connection()
    for statement in (
        "ALTER TABLE sample.sample_tickets DROP CONSTRAINT ck_sample_tickets_status",
        "INSERT INTO sample.sample_tickets (status) VALUES ('frozen')",
    ):
        await connection.execute(sa.text(statement))

    result = await session.exec(select(SampleTicket).where(STATUS == "frozen"))
    ticket = result.one()
    ticket.priority = Priority.LOW
    await session.flush()

    assert ticket.status == "frozen"
    assert type(ticket.status) is str
