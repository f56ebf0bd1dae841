"""Pages of a list, by offset or by cursor.

A cursor names the last row of a page by its sort value and its id ("keyset"). So the
next page costs the same however deep it lies, and rows that come and go in between
shift nothing.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar, TypeVarTuple, overload

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from sqlmodel import func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from app.cursor import decode_cursor, encode_cursor
from app.fields import BIGINT_MAX
from app.models import Record
from app.session import AsyncSession

ItemT = TypeVar("ItemT")
ColumnTs = TypeVarTuple("ColumnTs")


class Page(BaseModel, Generic[ItemT]):
    """One page of a list."""

    items: Sequence[ItemT]
    next: str | None = Field(description="Cursor of the next page; null on the last")
    total: int | None = Field(description="How many there are in all, if asked for")


class PageQuery(BaseModel):
    """Which page of a list; subclasses add the filters and the orders of theirs."""

    model_config = ConfigDict(extra="forbid")

    # The table whose columns `sort` names.
    model: ClassVar[type[Record]]

    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=BIGINT_MAX)
    total: bool = Field(default=False, description="Count the whole list, too")
    sort: str = "created_at"
    after: str | None = Field(default=None, description="`next` of the page before")

    @field_validator("after")
    @classmethod
    def _belongs_here(cls, after: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("offset"):
            raise ValueError("cannot be combined with offset")
        if after is not None and "sort" in info.data:
            sort = info.data["sort"]
            decode_cursor(after, sort, cls._kind(sort))
        return after

    def narrow(self, statement: Any) -> Any:
        """Select the rows of the page, and one more if there is a next page."""
        column, row_id = self._column(self.sort), sa.inspect(self.model).c.id
        position = sa.tuple_(column, row_id)
        descending = self.sort.startswith("-")
        if self.after is not None:
            end = decode_cursor(self.after, self.sort, self._kind(self.sort))
            beyond = position < end if descending else position > end
            statement = statement.where(beyond)
        order = (column.desc(), row_id.desc()) if descending else (column, row_id)
        return statement.order_by(*order).offset(self.offset).limit(self.limit + 1)

    def cursor_of(self, row: Any) -> str:
        """Return the cursor of a page that ends with this row."""
        return encode_cursor(self.sort, getattr(row, self._name(self.sort)), row.id)

    @classmethod
    def _column(cls, sort: str) -> sa.ColumnElement[Any]:
        column: sa.ColumnElement[Any] = sa.inspect(cls.model).c[cls._name(sort)]
        return column

    @classmethod
    def _kind(cls, sort: str) -> object:
        return cls.model.model_fields[cls._name(sort)].annotation

    @staticmethod
    def _name(sort: str) -> str:
        return sort.removeprefix("-")


@overload
async def paginate(
    session: AsyncSession, statement: SelectOfScalar[ItemT], query: PageQuery
) -> Page[ItemT]: ...


@overload
async def paginate(
    session: AsyncSession, statement: Select[*ColumnTs], query: PageQuery
) -> "Page[tuple[*ColumnTs]]": ...


async def paginate(
    session: AsyncSession,
    statement: Any,
    query: PageQuery,
) -> Page[Any]:
    """Fetch the page of the statement's rows that the query asks for."""
    total = await _count(session, statement) if query.total else None
    found = await session.exec(query.narrow(statement))
    rows = found.all()
    items = rows[: query.limit]
    is_last = len(rows) == len(items)
    return Page(
        items=items, next=None if is_last else query.cursor_of(items[-1]), total=total
    )


async def _count(session: AsyncSession, statement: Any) -> int:
    counting = select(func.count()).select_from(statement.subquery())
    counted = await session.exec(counting)
    return counted.one()
