"""Comparison of server defaults, for `make revision` and `alembic check`.

Alembic lets PostgreSQL compare two defaults with `=`, which JSON and some other types
do not have. It also does not escape quotes in a text.
"""

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import AlterColumnOp
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine, UserDefinedType


def setup(plugin: Plugin) -> None:
    """Register the comparison. Alembic calls this."""
    plugin.add_autogenerate_comparator(_compare, "column", "server_default")


def _compare(
    context: AutogenContext,
    change: AlterColumnOp,
    _schema: str | None,
    _table: str,
    _name: str,
    stored: "sa.Column[Any]",
    column: "sa.Column[Any]",
) -> PriorityDispatchResult:
    old, new = stored.server_default, column.server_default
    if (
        context.connection is None
        or not isinstance(old, sa.DefaultClause)
        or not isinstance(new, sa.DefaultClause)
    ):
        return PriorityDispatchResult.CONTINUE
    kind = _comparable(column.type)
    if kind is None and not isinstance(new.arg, str):
        return PriorityDispatchResult.CONTINUE
    is_same = _value(old, kind) == _value(new, kind)
    if not context.connection.scalar(sa.select(is_same)):
        change.modify_server_default = new
    return PriorityDispatchResult.STOP


def _comparable(kind: "TypeEngine[Any]") -> "TypeEngine[Any] | None":
    """Return the type by whose text to compare values that may have no equality."""
    if isinstance(kind, sa.JSON):
        return JSONB()  # has one text for each value
    return kind if isinstance(kind, UserDefinedType) else None


def _value(
    default: sa.DefaultClause, kind: "TypeEngine[Any] | None"
) -> "sa.ColumnElement[Any]":
    value: Any = default.arg
    if isinstance(value, str):
        value = sa.literal_column("'" + value.replace("'", "''") + "'")
    elif isinstance(value, sa.TextClause):
        value = sa.literal_column(f"({value.text})")
    return value if kind is None else sa.cast(sa.cast(value, kind), sa.Text())
