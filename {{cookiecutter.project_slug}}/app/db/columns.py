"""Building blocks of models: unique indexes, enum columns, relationships, row locks."""

from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import QueryableAttribute

from app.db.enums import EnumText


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


def enum_type(enum: type[StrEnum]) -> EnumText:
    """Return a text type, whose column gets a CHECK for the values of the enum.

    The constraint is named `ck_<table>_<column>`. A changed enum needs a migration,
    which `make revision` generates: see docs/enums.md.
    """
    return EnumText(enum)


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
