"""Pages with infinite dates and timestamps, which only SQL can write."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, update

from app.db.session import AsyncSession
from tests.support.sample.rows import ids_in_order, ids_on_pages, insert
from tests.support.sample.sortable import Sortable

DAY = date(2026, 1, 1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "value"), [("day", DAY), ("moment", MOMENT), ("stamp", MOMENT)]
)
async def test_a_page_may_end_with_an_infinite_value(
    session: AsyncSession, column: str, value: Any
) -> None:
    ids = await insert(session, column, [value] * 5)
    for infinity, some in (("infinity", ids[:2]), ("-infinity", ids[2:4])):
        change = update(Sortable).where(col(Sortable.id).in_(some))
        await session.exec(change.values({column: text(f"'{infinity}'")}))

    for sort in (column, f"-{column}"):
        assert await ids_on_pages(session, sort) == await ids_in_order(session, sort)
