"""Enum columns: text with a CHECK constraint that allows the values of an enum.

PostgreSQL's own enum types cannot be changed within a transaction, and remain after a
downgrade. migrations/enums.py generates the migrations of a changed enum.
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

LENGTH = 50

# The key of the CHECK constraint in the `info` of its column.
CHECK = "enum_check"


class EnumText(sa.TypeDecorator[str]):
    """The type of a column with the values of an enum.

    A stored value that is not a member is loaded as text: a later release may have
    written it.
    """

    impl = sa.String
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__(LENGTH)
        self.enum = enum
        self._members: dict[str, str] = {member.value: member for member in enum}

    def process_result_value(
        self,
        value: str | None,
        dialect: sa.Dialect,  # noqa: ARG002
    ) -> str | None:
        return None if value is None else self._members.get(value, value)


@event.listens_for(sa.Column, "after_parent_attach")
def _add_check(column: "sa.Column[Any]", _table: sa.Table) -> None:
    # A copy of a table copies its constraints by itself, and the `info` of its columns.
    if isinstance(column.type, EnumText) and CHECK not in column.info:
        # Attaches itself to the table. The naming convention adds prefix and table.
        allowed = column.in_(column.type.enum)
        column.info[CHECK] = sa.CheckConstraint(allowed, name=column.name)
