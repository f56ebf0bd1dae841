"""Times and dates that PostgreSQL can store and Python cannot represent."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

import pytest
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import Text, cast, text
from sqlmodel import col, select

from app.db.base import Record
from app.db.out_of_range import OutOfRangeDate, OutOfRangeDatetime
from app.db.pagination import PageQuery, paginate
from app.db.session import AsyncSession
from tests.support.sample.base import RowId
from tests.support.sample.moments import Moment

FIRST = "0001-01-01T00:00:00Z"
LAST = "9999-12-31T23:59:59.999999Z"

# What is stored, and the JSON of what is read, from the earliest to the latest.
TIMESTAMPS = {
    "-infinity": FIRST,
    "4713-01-01 00:00:00+00 BC": FIRST,
    "0001-12-31 23:59:59.999999+00 BC": FIRST,
    "0001-01-01 00:00:00+00": FIRST,
    "0009-03-01 12:00:00+00": "0009-03-01T12:00:00Z",
    "1799-01-01 00:00:00.000001+00": "1799-01-01T00:00:00.000001Z",
    "2026-01-01 12:00:00.5+00": "2026-01-01T12:00:00.500000Z",
    "9999-12-31 23:59:59.999999+00": LAST,
    "10000-01-01 00:00:00+00": LAST,
    "294276-12-31 23:59:59.999999+00": LAST,
    "infinity": LAST,
}
DATES = {
    "-infinity": "0001-01-01",
    "4713-01-01 BC": "0001-01-01",
    "0001-12-31 BC": "0001-01-01",
    "0001-01-01": "0001-01-01",
    "2026-02-28": "2026-02-28",
    "9999-12-31": "9999-12-31",
    "10000-01-01": "9999-12-31",
    "5874897-12-31": "9999-12-31",
    "infinity": "9999-12-31",
}
INSERT = "INSERT INTO sample.moments (at, day) VALUES ('{}', '{}')"


class MomentQuery(PageQuery[RowId]):
    model: ClassVar[type[Record]] = Moment
    item_schema: ClassVar[type[BaseModel]] = RowId

    sort: Literal["at", "-at"] = "at"


async def store(
    session: AsyncSession,
    at: str = "2026-01-01 00:00:00+00",
    day: str = "2026-01-01",
) -> None:
    """Insert a row with literals, which no driver converts."""
    connection = await session.connection()
    await connection.execute(text(INSERT.format(at, day)))


async def read(session: AsyncSession) -> Moment:
    result = await session.exec(select(Moment))
    return result.one()


async def stored_values(session: AsyncSession, column: str) -> list[str]:
    """Return the stored values as the server writes them, in the order of the ids."""
    written = cast(getattr(Moment, column), Text)
    result = await session.exec(select(written).order_by(col(Moment.id)))
    return list(result.all())


async def pages(session: AsyncSession, query: MomentQuery) -> list[int]:
    """Return the ids of all pages, which must end."""
    ids: list[int] = []
    for _ in range(100):
        page = await paginate(session, query)
        ids += [moment.id for moment in page.items]
        if page.next_cursor is None:
            return ids
        query = MomentQuery(sort=query.sort, limit=query.limit, cursor=page.next_cursor)
    raise AssertionError(f"The pages do not end: {ids}")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("stored", TIMESTAMPS)
async def test_every_stored_timestamp_is_read_in_utc(
    session: AsyncSession, stored: str, zone: str
) -> None:
    connection = await session.connection()
    await connection.execute(text(f"SET LOCAL TimeZone = '{zone}'"))
    await store(session, at=stored)

    moment = await read(session)

    assert (
        TypeAdapter(datetime).dump_python(moment.at, mode="json")
        == (TIMESTAMPS[stored])
    )
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize("stored", DATES)
async def test_every_stored_date_is_read(session: AsyncSession, stored: str) -> None:
    await store(session, day=stored)

    moment = await read(session)

    assert moment.day.isoformat() == DATES[stored]


@pytest.mark.parametrize("column", ["at", "day"])
@pytest.mark.parametrize(
    ("stored", "is_out_of_range"),
    [("infinity", True), ("10000-01-01", True), ("2026-01-01", False)],
)
async def test_only_values_out_of_range_are_marked(
    session: AsyncSession, column: str, stored: str, is_out_of_range: bool
) -> None:
    await store(session, **{column: stored})

    value = getattr(await read(session), column)

    is_marked = isinstance(value, OutOfRangeDatetime | OutOfRangeDate)
    assert is_marked == is_out_of_range


@pytest.mark.parametrize("column", ["at", "day"])
async def test_the_text_of_a_value_out_of_range_is_the_stored_value(
    session: AsyncSession, column: str
) -> None:
    await store(session, at="infinity", day="infinity")

    value = getattr(await read(session), column)

    assert str(value) == value.stored != value.isoformat()


@pytest.mark.parametrize("stored", TIMESTAMPS)
async def test_a_timestamp_that_was_read_is_an_exact_parameter(
    session: AsyncSession, stored: str
) -> None:
    await store(session, at=stored)
    moment = await read(session)

    session.add(Moment(at=moment.at, day=moment.day))
    await session.flush()

    assert await stored_values(session, "at") == [stored, stored]
    result = await session.exec(select(Moment).where(Moment.at == moment.at))
    assert len(result.all()) == 2


@pytest.mark.parametrize("stored", DATES)
async def test_a_date_that_was_read_is_an_exact_parameter(
    session: AsyncSession, stored: str
) -> None:
    await store(session, day=stored)
    moment = await read(session)

    session.add(Moment(at=moment.at, day=moment.day))
    await session.flush()

    assert await stored_values(session, "day") == [stored, stored]
    result = await session.exec(select(Moment).where(Moment.day == moment.day))
    assert len(result.all()) == 2


async def test_a_time_calculated_from_one_out_of_range_is_an_ordinary_parameter(
    session: AsyncSession,
) -> None:
    await store(session, at="infinity", day="infinity")
    moment = await read(session)
    day = timedelta(days=1)

    session.add(Moment(at=moment.at - day, day=moment.day - day))
    await session.flush()

    assert await stored_values(session, "at") == [
        "infinity",
        "9999-12-30 23:59:59.999999+00",
    ]
    assert await stored_values(session, "day") == ["infinity", "9999-12-30"]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_show_every_row_once_whatever_its_time(
    session: AsyncSession, limit: int
) -> None:
    for stored in TIMESTAMPS:
        await store(session, at=stored)
        await store(session, at=stored)
    result = await session.exec(select(Moment.id).order_by(col(Moment.id)))
    ids = list(result.all())

    ascending = await pages(session, MomentQuery(sort="at", limit=limit))
    descending = await pages(session, MomentQuery(sort="-at", limit=limit))

    assert ascending == ids
    assert descending == ids[::-1]


async def test_a_cursor_is_read_in_every_time_zone_of_the_session(
    session: AsyncSession,
) -> None:
    connection = await session.connection()
    await connection.execute(text("SET LOCAL TimeZone = 'Asia/Tokyo'"))
    await store(session)
    await store(session)

    assert len(await pages(session, MomentQuery(limit=1))) == 2
