"""Rows of the table Sortable, and the order in which they are on pages."""

from typing import Any

from sqlalchemy import text
from sqlmodel import select

from app.db.pagination import paginate
from app.db.session import AsyncSession
from tests.support.sample.sortable import Sortable, SortableQuery


async def insert(session: AsyncSession, column: str, values: list[Any]) -> list[int]:
    """Insert a row for each value of a column, and return their ids."""
    rows = [Sortable(**{column: value}) for value in values]
    session.add_all(rows)
    await session.flush()
    session.expunge_all()  # a page must read the values from the database
    return [row.id for row in rows]


async def ids_in_order(session: AsyncSession, sort: str) -> list[int]:
    """Return the ids of all rows, in the order in which PostgreSQL sorts them."""
    direction = "DESC" if sort.startswith("-") else "ASC"
    column = sort.removeprefix("-")
    order = text(f'"{column}" {direction}, id {direction}')
    result = await session.exec(select(Sortable.id).order_by(order))
    return list(result.all())


async def ids_on_pages(session: AsyncSession, sort: str, limit: int = 1) -> list[int]:
    """Return the ids on all pages."""
    query = SortableQuery(sort=sort, limit=limit)
    ids: list[int] = []
    while True:
        page = await paginate(session, query)
        ids += [row.id for row in page.items]
        if page.next_cursor is None:
            return ids
        assert len(ids) == len({*ids})
        query = SortableQuery(sort=sort, limit=limit, cursor=page.next_cursor)
