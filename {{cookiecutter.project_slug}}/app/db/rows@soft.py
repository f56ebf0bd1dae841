"""Rows of any table, locked or changed by one statement."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.db.base import Record
from app.db.references import models, references_from, references_to


def lock_rows(
    session: Session, table: sa.Table, condition: sa.ColumnElement[bool]
) -> Sequence[sa.RowMapping]:
    """Lock rows as a DELETE would, in the order of their primary keys; return them."""
    statement = sa.select(*_columns(table)).where(condition)
    locked = statement.order_by(*table.primary_key).with_for_update()
    return session.connection().execute(locked).mappings().all()


def change_rows(
    session: Session,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    values: dict[sa.Column[Any], Any],
    *,
    key_share: bool,
) -> Sequence[sa.RowMapping]:
    """Change rows, and the objects of the session that hold them; return the rows.

    Rows are locked in the order of their primary keys. With `key_share`, others may
    still add rows that refer to them.
    """
    key = table.primary_key.columns
    chosen = sa.select(*key).where(condition).order_by(*key)
    locked = chosen.with_for_update(key_share=key_share)
    statement = sa.update(table).where(sa.tuple_(*key).in_(locked)).values(values)
    returning = statement.returning(*_columns(table))
    rows = session.connection().execute(returning).mappings().all()
    for row in rows:
        _update_object(session, table, row)
    return rows


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that foreign keys need, and those that a change touches."""
    needed = {
        column
        for columns in (
            *(reference.target_columns for reference in references_to(table)),
            *(reference.columns for reference in references_from(table)),
        )
        for column in columns
    }
    return [
        column
        for column in table.columns
        if column.primary_key or column in needed or column.name in Record.model_fields
    ]


def _update_object(session: Session, table: sa.Table, row: sa.RowMapping) -> None:
    mapper = sa.inspect(models()[table])
    key = [row[column] for column in table.primary_key]
    record = session.identity_map.get(mapper.identity_key_from_primary_key(key))
    if record is not None:
        for column in _columns(table):
            name = mapper.get_property_by_column(column).key
            set_committed_value(record, name, row[column])
