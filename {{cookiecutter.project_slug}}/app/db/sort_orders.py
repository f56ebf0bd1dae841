"""Sort orders of lists: ORDER BY, and the rows that follow a position.

NULL comes last in ascending order and first in descending order. This is PostgreSQL's
default, so an index on (column, id) serves both.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from app.db.base import Record
from app.db.sort_types import SortType, sort_type
from app.db.statement_cache import StatementCache


@dataclass(frozen=True)
class SortOrder:
    """A sort order: by a column, ascending or descending, then by id."""

    name: str
    is_descending: bool
    column: sa.Column[Any]
    row_id: sa.ColumnElement[Any]
    sort_type: SortType

    @classmethod
    def parse(cls, text: str, model: type[Record]) -> "SortOrder":
        """Parse `column` (ascending) or `-column` (descending).

        Raises TypeError if the model has no such column, or it cannot be sorted by.
        """
        name = text.removeprefix("-")
        columns = sa.inspect(model).columns
        column = columns.get(name)
        if not isinstance(column, sa.Column):
            raise TypeError(f"{model.__name__} has no column {name!r} to sort by.")
        found = sort_type(column)
        if found is None:
            raise TypeError(
                f"A list cannot be sorted by {model.__name__}.{name}, which is of type "
                f"{column.type!r}. Sort by a column of a type in SORT_TYPES of "
                "app/db/sort_types.py, or add the type there."
            )
        return cls(name, text != name, column, columns["id"], found)

    @property
    def value_type(self) -> Any:
        """The type of the column's values in a cursor, for pydantic."""
        value = self.sort_type.value
        return value | None if self.column.nullable else value

    def value_of(self, row: Any) -> Any:
        """Return the value of a row in the column, as a cursor has it."""
        return self._values.validate_python(getattr(row, self.name))

    @cached_property
    def _values(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.value_type)

    def order_by(self) -> list[sa.ColumnElement[Any]]:
        """Return the arguments of ORDER BY."""
        keys = [self.column, self.row_id]
        return [key.desc() for key in keys] if self.is_descending else keys

    @cached_property
    def page(self) -> StatementCache:
        """The function that adds ORDER BY, LIMIT :limit and OFFSET :offset."""
        order = self.order_by()
        limit, offset = (
            sa.bindparam("limit", type_=sa.BigInteger),
            sa.bindparam("offset", type_=sa.BigInteger),
        )
        return StatementCache(
            lambda statement: statement.order_by(*order).limit(limit).offset(offset)
        )

    def ranges_after(self, value: object, row_id: int) -> list[sa.ColumnElement[bool]]:
        """Return a condition for each range of rows after a position, in this order.

        There are two ranges where NULL begins or ends. Each one is a range of the
        index; both of them together, with OR, would not be.
        """
        is_null = self.column.is_(None)
        if value is None and self.is_descending:
            return [is_null & (self.row_id < row_id), self.column.is_not(None)]
        if value is None:
            return [is_null & (self.row_id > row_id)]
        keys = sa.tuple_(self.column, self.row_id)
        position = sa.tuple_(sa.literal(value, self.sort_type.parameter), row_id)
        if self.is_descending:
            return [keys < position]
        nulls = [is_null] if self.column.nullable else []
        return [keys > position, *nulls]
