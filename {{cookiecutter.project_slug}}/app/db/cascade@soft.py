"""Deletions and restorations of rows, which spread along ON DELETE CASCADE.

All rows that one flush deletes get the same time. So a restoration finds exactly the
rows that were deleted together.

Lock order: tables as in `mapped_tables()`, referenced ones first; within a table, rows
by primary key. Where two deletions meet, one waits for the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db.base import Record, mapped_tables
from app.db.references import Reference, matches, references_to
from app.db.rows import change_rows, lock_rows

Rows: TypeAlias = dict[sa.Table, list[sa.RowMapping]]
Conditions: TypeAlias = dict[sa.Table, list[sa.ColumnElement[bool]]]


@dataclass(frozen=True)
class Change:
    """A deletion or a restoration: the values of `deleted_at`."""

    before: datetime | None
    after: datetime | None

    @property
    def is_deletion(self) -> bool:
        """Whether rows are deleted, not restored."""
        return self.before is None

    def concerns(self, reference: Reference) -> bool:
        """Whether this change of a row matters to rows that refer to it."""
        return self.is_deletion or reference.cascades


def change_of(record: Record) -> Change | None:
    """Return the deletion or restoration of this row in the current flush, if any."""
    history = sa.inspect(record).attrs.deleted_at.history
    before = history.deleted[0] if history.deleted else None
    after = history.added[0] if history.added else None
    return Change(before, after) if (before is None) != (after is None) else None


def cascade(session: Session, records: Iterable[Record], change: Change) -> Rows:
    """Make this change of `records` in the rows that refer to them by CASCADE.

    Returns all of these rows, locked, except records that no foreign key refers to.
    """
    order = mapped_tables()
    waiting: Conditions = defaultdict(list)
    found = _lock(session, records, change)
    for table, locked in found.items():
        _spread(waiting, table, locked)
    while waiting:
        table = min(waiting, key=order.index)
        mark = table.columns["deleted_at"]
        condition = sa.and_(mark == change.before, sa.or_(*waiting.pop(table)))
        rows = change_rows(
            session,
            table,
            condition,
            {mark: change.after},
            key_share=not change.is_deletion,
        )
        found[table] += rows
        _spread(waiting, table, rows)
    return found


def _lock(session: Session, records: Iterable[Record], change: Change) -> Rows:
    """Lock the records that other rows may refer to."""
    ids: dict[sa.Table, list[int]] = defaultdict(list)
    for record in records:
        ids[sa.inspect(record).mapper.local_table].append(record.id)
    found: Rows = defaultdict(list)
    for table in sorted(ids, key=mapped_tables().index):
        if any(change.concerns(reference) for reference in references_to(table)):
            key = (table.columns["id"],)
            condition = matches(key, [(row_id,) for row_id in ids[table]])
            found[table] += lock_rows(session, table, condition)
    return found


def _spread(
    waiting: Conditions, table: sa.Table, rows: Sequence[sa.RowMapping]
) -> None:
    for reference in references_to(table) if rows else ():
        if reference.cascades:
            waiting[reference.table].append(reference.refers_to(rows))
