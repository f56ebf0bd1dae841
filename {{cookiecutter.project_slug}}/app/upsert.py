"""INSERT … ON CONFLICT DO UPDATE: create a row, or replace the one of the same key."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import col

from app.models import Record

RecordT = TypeVar("RecordT", bound=Record)


def upsert(
    model: type[RecordT], key: dict[str, Any], values: dict[str, Any]
) -> ReturningInsert[RecordT]:
    """Return the row with the key, which `unique` made unique, and with the values.

    No look before: the database decides, so two such requests cannot both create it.
    """
    # ON CONFLICT knows nothing of what an UPDATE of SQLAlchemy's does by itself.
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
