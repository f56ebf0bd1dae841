"""Pages in each sort order: each row once, in PostgreSQL's order."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from app.db.cursors import encode_cursor
from app.db.pagination import paginate
from app.db.session import AsyncSession
from tests.support.query_log import QueryLog
from tests.support.sample.rows import ids_in_order, ids_on_pages, insert
from tests.support.sample.sortable import COLUMNS, SORTS, Sortable, SortableQuery
from tests.support.sample.sortable_values import EDGES, STEP, values_of

DAY = date(2026, 1, 1)

many_examples = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Step:
    """A page, and the changes that are made before the next one is read.

    These are the values of new rows, and the index of a row to delete.
    """

    limit: int
    inserted: list[Any]
    deleted: int


LAST_STEPS = Step(limit=3, inserted=[], deleted=99)


@dataclass(frozen=True)
class Walk:
    """A table, and the steps of a client that reads it page by page."""

    column: str
    sort: str
    rows: list[Any]
    steps: list[Step]


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    sort = draw(st.sampled_from(SORTS))
    column = sort.removeprefix("-")
    # Few values, so that many rows share one.
    values = draw(st.lists(values_of(column), min_size=1, max_size=5))
    steps = st.builds(
        Step,
        limit=st.integers(1, 3),
        inserted=st.lists(st.sampled_from(values), max_size=2),
        deleted=st.integers(0, 9),
    )
    rows = draw(st.lists(st.sampled_from(values), max_size=8))
    return Walk(column, sort, rows, draw(st.lists(steps, max_size=4)))


@many_examples
@given(walk=walks())
async def test_each_row_that_stays_is_on_one_page(
    session: AsyncSession,
    walk: Walk,
) -> None:
    await session.rollback()  # removes the rows of the previous example
    connection = await session.connection()
    # On a busy machine, hypothesis may take seconds to make the next example.
    await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    staying = await insert(session, walk.column, walk.rows)
    found: list[int] = []
    cursor = None
    for step in chain(walk.steps, repeat(LAST_STEPS)):
        query = SortableQuery(sort=walk.sort, limit=step.limit, cursor=cursor)
        page = await paginate(session, query)
        found += [row.id for row in page.items]
        assert len(found) == len({*found})
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.items) == step.limit
        await insert(session, walk.column, step.inserted)
        if step.deleted < len(staying):
            row = await session.get_one(Sortable, staying.pop(step.deleted))
            await session.delete(row)
            await session.flush()

    in_order = await ids_in_order(session, walk.sort)
    found = [row_id for row_id in found if row_id in in_order]
    assert {*staying} <= {*found}
    assert found == [row_id for row_id in in_order if row_id in found]


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_page_may_end_with_any_value(
    session: AsyncSession,
    column: str,
) -> None:
    values = EDGES[column] + EDGES[column][:1]
    for name, more in ((column, []), (f"{column}_or_null", [None, None])):
        await insert(session, name, values + more)
        for sort in (name, f"-{name}"):
            in_order = await ids_in_order(session, sort)
            assert await ids_on_pages(session, sort) == in_order


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_null_comes_last_in_ascending_order(
    session: AsyncSession,
    limit: int,
) -> None:
    days = [None, DAY, None, *(DAY + timedelta(days=n) for n in (-1, 1, 2))]
    null, second, last, first, *rest = await insert(session, "day_or_null", days)
    ascending = [first, second, *rest, null, last]

    assert await ids_on_pages(session, "day_or_null", limit) == ascending
    assert await ids_on_pages(session, "-day_or_null", limit) == ascending[::-1]


@pytest.mark.parametrize("column", ["moment", "stamp"])
async def test_the_time_zone_of_the_server_does_not_matter(
    session: AsyncSession, column: str
) -> None:
    connection = await session.connection()
    await connection.execute(text("SET LOCAL TIME ZONE 'Asia/Kathmandu'"))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ids = await insert(session, column, [start + n * STEP for n in range(3)])

    assert await ids_on_pages(session, column) == ids


@pytest.mark.parametrize(("sort", "sign"), [("day", ">"), ("-day", "<")])
async def test_a_column_without_null_is_compared_together_with_the_id(
    session: AsyncSession, query_log: QueryLog, sort: str, sign: str
) -> None:
    await insert(session, "day", [DAY] * 3)
    first = await paginate(session, SortableQuery(sort=sort, limit=1))
    query = SortableQuery(sort=sort, limit=1, cursor=first.next_cursor)

    with query_log.recording() as statements:
        await paginate(session, query)

    [statement] = statements
    without_parameters = re.sub(r"(%\(\w+\)s|\$\d+)(::\w+)?", "?", statement)
    table = "sample.sortables"
    assert f"({table}.day, {table}.id) {sign} (?, ?)" in without_parameters
    assert " OR " not in statement


async def test_rows_with_null_are_read_only_if_the_page_has_room(
    session: AsyncSession, query_log: QueryLog
) -> None:
    await insert(session, "day_or_null", [DAY, DAY, DAY, None])
    first = await paginate(session, SortableQuery(sort="day_or_null", limit=1))
    cursor = first.next_cursor

    for limit, expected in ((1, 1), (2, 2)):
        query = SortableQuery(sort="day_or_null", limit=limit, cursor=cursor)
        with query_log.recording() as statements:
            await paginate(session, query)
        assert len(statements) == expected


@pytest.mark.parametrize(
    ("sort", "value", "statements"),
    [
        ("day", DAY, 1),
        ("-day", DAY, 1),
        ("day_or_null", DAY, 2),
        ("day_or_null", None, 1),
        ("-day_or_null", DAY, 1),
        ("-day_or_null", None, 2),
    ],
)
async def test_an_index_finds_the_rows_of_a_page(
    session: AsyncSession, sort: str, value: date | None, statements: int
) -> None:
    connection = await session.connection()
    for alternative in ("seqscan", "bitmapscan", "sort"):
        await connection.execute(text(f"SET LOCAL enable_{alternative} = off"))
    cursor = encode_cursor(sort, value, 1)
    parts = SortableQuery(sort=sort, cursor=cursor).parts(select(Sortable.id))

    assert len(parts) == statements
    for part in parts:
        query = part.limit(1).compile(
            dialect=connection.dialect, compile_kwargs={"literal_binds": True}
        )
        result = await connection.execute(text(f"EXPLAIN (COSTS off) {query}"))
        plan = [row[0].strip() for row in result]
        assert plan[0] == "Limit"
        assert plan[1].startswith("->  Index Only Scan")
        assert plan[2].startswith("Index Cond: ")
        assert len(plan) == 3
