"""Pages of a list, by cursor or by offset.

A cursor names the last row of a page by its sort value and its id (keyset pagination).
So the next page costs the same at any depth, and rows that are created or deleted in
between do not shift it.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, Field, ValidationInfo, field_validator
from sqlmodel import func, select

from app.db.base import Record
from app.db.cursors import decode_cursor, encode_cursor
from app.db.session import AsyncSession
from app.fields import BIGINT_MAX

RowT = TypeVar("RowT")


class Page(BaseModel, Generic[RowT]):
    """One page of a list."""

    items: Sequence[RowT]
    next_cursor: str | None = Field(
        description="The `cursor` of the next page; null on the last page"
    )
    total: int | None = Field(
        description="Number of items on all pages; null unless `total=true`"
    )


class Sort(NamedTuple):
    """A sort order: by a column, ascending or descending, then by id."""

    column: str
    is_descending: bool

    @classmethod
    def parse(cls, text: str) -> "Sort":
        """Parse `column` (ascending) or `-column` (descending)."""
        return cls(text.removeprefix("-"), text.startswith("-"))


class PageQuery(BaseModel, Generic[RowT], extra="forbid"):
    """Query parameters of a list. Subclasses add filters and the sort orders."""

    # The table whose columns `sort` names.
    model: ClassVar[type[Record]]

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items")
    offset: int = Field(
        default=0,
        ge=0,
        le=BIGINT_MAX,
        description="Items to skip; not together with `cursor`",
    )
    total: bool = Field(
        default=False, description="Also return `total`, which is slower"
    )
    # Subclasses narrow the type to a Literal of their sort orders.
    sort: Any = "created_at"
    cursor: str | None = Field(
        default=None,
        description="The `next_cursor` of the previous page; keep `sort` and filters",
    )

    @field_validator("cursor")
    @classmethod
    def _check_cursor(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("offset"):
            raise ValueError("Input cannot be used together with offset")
        if cursor is not None and "sort" in info.data:
            cls._position(cursor, info.data["sort"])
        return cursor

    def statement(self) -> Any:
        """Return the SELECT of the whole list."""
        return select(self.model)

    def apply_to(self, statement: Any) -> Any:
        """Return the statement for the page.

        It selects one row more than `limit`, which shows whether there is a next page.
        """
        sort = Sort.parse(self.sort)
        columns = sa.inspect(self.model).columns
        keys = [columns[sort.column], columns["id"]]
        if self.cursor is not None:
            position, last = sa.tuple_(*keys), self._position(self.cursor, self.sort)
            is_after = position < last if sort.is_descending else position > last
            statement = statement.where(is_after)
        order = [key.desc() for key in keys] if sort.is_descending else keys
        return statement.order_by(*order).offset(self.offset).limit(self.limit + 1)

    def cursor_for(self, row: Any) -> str:
        """Return the cursor of the page that follows this row."""
        value = getattr(row, Sort.parse(self.sort).column)
        return encode_cursor(self.sort, value, row.id)

    @classmethod
    def _position(cls, cursor: str, sort: str) -> tuple[Any, int]:
        field = cls.model.model_fields[Sort.parse(sort).column]
        return decode_cursor(cursor, sort, field.annotation)


async def paginate(session: AsyncSession, query: PageQuery[RowT]) -> Page[RowT]:
    """Return the page that the query asks for."""
    statement = query.statement()
    total = await _count(session, statement) if query.total else None
    result = await session.exec(query.apply_to(statement))
    rows = result.all()
    items = rows[: query.limit]
    has_next = len(rows) > query.limit
    next_cursor = query.cursor_for(items[-1]) if has_next else None
    return Page(items=items, next_cursor=next_cursor, total=total)


async def _count(session: AsyncSession, statement: Any) -> int:
    result = await session.exec(
        select(func.count()).select_from(statement.subquery()),
    )
    return result.one()
