"""ON DELETE, except CASCADE, for rows that are marked as deleted."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db.cascade import Rows
from app.db.references import (
    Key,
    Reference,
    has_soft_delete,
    key_of,
    references_from,
    references_to,
)
from app.db.rows import change_rows

NEW_VALUES: dict[str, Any] = {
    "SET NULL": sa.null(),
    "SET DEFAULT": sa.text("DEFAULT"),
}


def apply_on_delete(session: Session, deleted: Rows) -> Iterator[tuple[Reference, Key]]:
    """Let go of the deleted rows. Raises ConflictError if a live row needs one.

    Rows lose their reference even if they are deleted themselves: so they can be
    restored. Yields the references that have a new value.
    """
    for table, rows in deleted.items():
        for reference in references_to(table) if rows else ():
            condition = reference.refers_to(rows)
            if reference.is_blocking:
                _check(session, reference, condition)
            elif not reference.cascades:
                value = NEW_VALUES[reference.on_delete]
                values = dict.fromkeys(reference.cleared, value)
                for row in change_rows(
                    session, reference.table, condition, values, key_share=True
                ):
                    yield reference, key_of(row, reference.columns)


def _check(
    session: Session, reference: Reference, condition: sa.ColumnElement[bool]
) -> None:
    table = reference.table
    found = sa.select(sa.true()).select_from(table).where(condition, *_is_live(table))
    if session.connection().execute(found.limit(1)).first():
        raise reference.problem()


def _is_live(table: sa.Table) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that a row is not deleted.

    A row of a link table, which has no mark, is deleted together with a row it links.
    """
    if has_soft_delete(table):
        yield table.columns["deleted_at"].is_(None)
        return
    for reference in references_from(table):
        if reference.cascades:
            yield ~sa.exists().where(
                reference.target.columns["deleted_at"].is_not(None),
                *(column == referred for column, referred in reference.pairs),
            )
