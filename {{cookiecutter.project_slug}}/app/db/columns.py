"""Building blocks of models: unique indexes, enum columns, relationships, row locks."""

from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import QueryableAttribute


def unique_index(*columns: str) -> sa.Index:
    """Return a unique index on the columns together."""
    return sa.Index(
        None,
        *columns,
        unique=True,
        # {% if cookiecutter.soft_delete %}
        # Only among rows that are not deleted: the name of a deleted row is free.
        postgresql_where=sa.text("deleted_at IS NULL"),
        # {% endif %}
    )


def enum_type(enum: type[StrEnum], column: str) -> Any:
    """Return a text type with a CHECK constraint that allows the values of the enum.

    The constraint is named after the column.

    PostgreSQL's own enum types cannot be changed within a transaction, and remain after
    a downgrade. A new member needs a migration that replaces the CHECK constraint.
    """
    return sa.Enum(
        enum,
        name=column,
        length=50,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


# Arguments of relationships. Lazy loading is off, as it is implicit I/O: reading a
# relationship that the statement did not load raises an error.
MANY_TO_ONE: dict[str, Any] = {"lazy": "raise"}
# The database handles the referencing rows (ON DELETE); the session does not.
TO_MANY: dict[str, Any] = {"lazy": "raise", "passive_deletes": "all"}


# The row lock of a change, as an argument of `with_for_update`. It blocks updates and
# deletes of the row, but not inserts of rows that reference it.
FOR_NO_KEY_UPDATE = {"key_share": True}


def related(attribute: object) -> QueryableAttribute[Any]:
    """Return a relationship with the type that `selectinload` and `join` expect.

    It does for relationships what `col` does for columns: SQLModel annotates both with
    the types of their values.
    """
    return cast(QueryableAttribute[Any], attribute)
