"""Pages of a list, by cursor or by offset.

A cursor names the last row of a page by its sort value and its id (keyset pagination).
So the next page costs the same at any depth, and rows that are created or deleted in
between do not shift it.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from sqlmodel import func, select

from app.db.base import Record
from app.db.cursors import decode_cursor, encode_cursor
from app.db.session import AsyncSession
from app.db.sort_orders import SortOrder
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


class PageQuery(BaseModel, Generic[RowT], extra="forbid"):
    """Query parameters of a list. Subclasses add filters and the sort orders."""

    # The table whose columns `sort` names.
    model: ClassVar[type[Record]]

    sort_orders: ClassVar[dict[str, SortOrder]]

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

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Parse the sort orders. Raises TypeError if one of them is not possible."""
        super().__pydantic_init_subclass__(**options)
        if not hasattr(cls, "model"):
            return
        names = get_args(cls.model_fields["sort"].annotation)
        if not names:
            raise TypeError(f"{cls.__name__}.sort must be a Literal of sort orders.")
        cls.sort_orders = {name: SortOrder.parse(name, cls.model) for name in names}

    @field_validator("cursor")
    @classmethod
    def _check_cursor(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("offset"):
            raise ValueError("Input cannot be used together with offset")
        if cursor is not None and "sort" in info.data:
            sort = info.data["sort"]
            decode_cursor(cursor, sort, cls.sort_orders[sort].value_type)
        return cursor

    def statement(self) -> Any:
        """Return the SELECT of the whole list."""
        return select(self.model)

    def parts(self, statement: Any) -> list[Any]:
        """Return the statements that together select the rows after the cursor."""
        order = self.sort_orders[self.sort]
        ordered = statement.order_by(*order.order_by()).offset(self.offset)
        if self.cursor is None:
            return [ordered]
        position = decode_cursor(self.cursor, self.sort, order.value_type)
        return [ordered.where(each) for each in order.ranges_after(*position)]

    def cursor_for(self, row: Any) -> str:
        """Return the cursor of the page that follows this row."""
        value = self.sort_orders[self.sort].value_of(row)
        return encode_cursor(self.sort, value, row.id)


async def paginate(session: AsyncSession, query: PageQuery[RowT]) -> Page[RowT]:
    """Return the page that the query asks for."""
    statement = query.statement()
    total = await _count(session, statement) if query.total else None
    rows: list[RowT] = []
    for part in query.parts(statement):
        # One row more than `limit` shows whether there is a next page.
        if missing := query.limit + 1 - len(rows):
            result = await session.exec(part.limit(missing))
            rows += result.all()
    items = rows[: query.limit]
    has_next = len(rows) > query.limit
    next_cursor = query.cursor_for(items[-1]) if has_next else None
    return Page(items=items, next_cursor=next_cursor, total=total)


async def _count(session: AsyncSession, statement: Any) -> int:
    result = await session.exec(
        select(func.count()).select_from(statement.subquery()),
    )
    return result.one()
