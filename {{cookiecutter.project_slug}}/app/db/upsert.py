"""INSERT … ON CONFLICT DO UPDATE: insert a row, or update the one with the same key."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import col

from app.db.base import Record

RecordT = TypeVar("RecordT", bound=Record)


def upsert(
    model: type[RecordT], key: dict[str, Any], values: dict[str, Any]
) -> ReturningInsert[RecordT]:
    """Return a statement that inserts a row or updates the one with the same key.

    The key columns need a `unique_index`. The statement returns the row. Of two
    concurrent requests, one inserts the row and the other updates it.
    # {% if cookiecutter.soft_delete %}

    The statement does not notice that a row it refers to is deleted: lock that row
    first, as app/db/foreign_keys.py says.
    # {% endif %}
    """
    # An ON CONFLICT clause does not apply the `onupdate` of the columns.
    counted = {
        "updated_at": sa.func.clock_timestamp(),
        "version": col(model.version) + 1,
    }
    return (
        insert(model)
        .values(key | values)
        .on_conflict_do_update(
            index_elements=list(key),
            # {% if cookiecutter.soft_delete %}
            index_where=col(model.deleted_at).is_(None),
            # {% endif %}
            set_=values | counted,
        )
        .returning(model)
        .execution_options(populate_existing=True)
    )
