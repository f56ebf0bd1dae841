"""Pages of a list, by cursor or by offset.

A cursor names the last row of a page by its sort value and its id (keyset pagination).
So the next page costs the same at any depth, and rows that are created or deleted in
between do not shift it.
"""

from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, get_args

import sqlalchemy as sa
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from app.db.base import Record
from app.db.cursors import decode_cursor, encode_cursor
from app.db.read_session import ReadSession
from app.db.sort_orders import SortOrder
from app.db.totals import UNKNOWN, total_of
from app.fields import BIGINT_MAX

RowT = TypeVar("RowT", bound=BaseModel)


class Page(BaseModel, Generic[RowT]):
    """One page of a list."""

    items: list[RowT]
    next_cursor: str | None = Field(
        description="The `cursor` of the next page; null on the last page"
    )
    total: int | None = Field(
        description="Number of items on all pages; null unless `total=true`"
    )
    total_is_estimate: bool = Field(
        description="Whether `total` is an estimate, as it is for a long list"
    )


class PageQuery(BaseModel, Generic[RowT], extra="forbid"):
    """Query parameters of a list. Subclasses add filters and the sort orders.

    RowT is the schema of the items.
    """

    # The table whose columns `sort` names.
    model: ClassVar[type[Record]]
    item_schema: ClassVar[type[BaseModel]]

    sort_orders: ClassVar[dict[str, SortOrder]]
    page_type: ClassVar[type[Page[Any]]]

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
        if not hasattr(cls, "item_schema"):
            raise TypeError(f"{cls.__name__}.item_schema must be the schema of items.")
        names = get_args(cls.model_fields["sort"].annotation)
        if not names:
            raise TypeError(f"{cls.__name__}.sort must be a Literal of sort orders.")
        cls.sort_orders = {name: SortOrder.parse(name, cls.model) for name in names}
        cls.page_type = Page[cls.item_schema]  # type: ignore[name-defined]

    @field_validator("cursor")
    @classmethod
    def _check_cursor(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("offset"):
            raise ValueError("Input cannot be used together with offset")
        if cursor is not None and "sort" in info.data:
            sort = info.data["sort"]
            decode_cursor(cursor, sort, cls.sort_orders[sort].value_type)
        return cursor

    @classmethod
    @cache
    def select(cls, **computed: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """Return a SELECT of the columns that the schema shows, and no others.

        `computed` has an expression for each field that is no column.
        """
        names = [*cls.item_schema.model_fields, "id"]
        names += [order.name for order in cls.sort_orders.values()]
        return sa.select(
            *(
                computed[name].label(name)
                if name in computed
                else getattr(cls.model, name)
                for name in dict.fromkeys(names)
            )
        )

    def statement(self) -> Any:
        """Return the SELECT of the whole list."""
        return self.filtered(self.select())

    def filtered(self, statement: Any) -> Any:
        """Return the statement with the conditions.

        Without conditions it is the same object, for which SQLAlchemy keeps the SQL.
        """
        conditions = self.conditions()
        return statement.where(*conditions) if conditions else statement

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return the conditions of WHERE. Subclasses return those of their filters."""
        return []

    def parts(self, statement: Any) -> list[Any]:
        """Return the statements that together select the rows after the cursor."""
        order = self.sort_orders[self.sort]
        ordered = order.page(statement)
        if self.cursor is None:
            return [ordered]
        position = decode_cursor(self.cursor, self.sort, order.value_type)
        return [ordered.where(each) for each in order.ranges_after(*position)]

    def cursor_for(self, row: Any) -> str:
        """Return the cursor of the page that follows this row."""
        value = self.sort_orders[self.sort].value_of(row)
        return encode_cursor(self.sort, value, row.id)


async def paginate(session: ReadSession, query: PageQuery[RowT]) -> Page[RowT]:
    """Return the page that the query asks for."""
    statement = query.statement()
    total = await total_of(session, statement) if query.total else UNKNOWN
    rows: list[Any] = []
    for part in query.parts(statement):
        # One row more than `limit` shows whether there is a next page.
        if missing := query.limit + 1 - len(rows):
            parameters = {"limit": missing, "offset": query.offset}
            result = await session.exec(part, params=parameters)
            rows += result.all()
    items = rows[: query.limit]
    has_next = len(rows) > query.limit
    next_cursor = query.cursor_for(items[-1]) if has_next else None
    return query.page_type.model_validate(
        {
            "items": items,
            "next_cursor": next_cursor,
            "total": total.rows,
            "total_is_estimate": total.is_estimate,
        },
        from_attributes=True,
    )
