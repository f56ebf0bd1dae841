"""Rows that other rows refer to: they must exist, and not be marked as deleted.

PostgreSQL has already checked that they exist, and has locked them with FOR KEY SHARE.
This lock and that of a deletion exclude each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db.base import Record, mapped_tables
from app.db.cascade import Rows, change_of
from app.db.references import Columns, Key, Reference, key_of, matches, references_from


def lock_parents(session: Session, wanted: Iterable[tuple[Reference, Key]]) -> None:
    """Lock the rows with these keys, one statement for each table.

    Raises ConflictError if one is deleted.
    """
    references: dict[Columns, dict[Key, Reference]] = defaultdict(dict)
    for reference, key in wanted:
        if None not in key:
            references[reference.target_columns].setdefault(key, reference)
    if not references:
        return
    order = mapped_tables()
    for columns in sorted(references, key=lambda each: order.index(each[0].table)):
        for key in _lock(session, columns, list(references[columns])):
            raise references[columns][key].problem()


def changed_references(session: Session) -> Iterator[tuple[Reference, Key]]:
    """Yield the references of live rows that the current flush has made."""
    for record in (*session.new, *session.dirty):
        if isinstance(record, Record) and record.deleted_at is not None:
            continue
        state = sa.inspect(record)
        is_new = record in session.new or _is_restored(record)
        for reference in references_from(state.mapper.local_table):
            names = [
                state.mapper.get_property_by_column(column).key
                for column in reference.columns
            ]
            if is_new or any(state.attrs[name].history.added for name in names):
                yield reference, tuple(getattr(record, name) for name in names)


def references_of(rows: Rows) -> Iterator[tuple[Reference, Key]]:
    """Yield the references of these rows."""
    for table, found in rows.items():
        for reference in references_from(table):
            for row in found:
                yield reference, key_of(row, reference.columns)


def _is_restored(record: object) -> bool:
    return isinstance(record, Record) and change_of(record) is not None


def _lock(session: Session, columns: Columns, keys: list[Key]) -> list[Key]:
    """Lock rows in the order of their ids; return the keys of deleted ones."""
    table = columns[0].table
    deleted_at = table.columns["deleted_at"]
    statement = (
        sa.select(*columns, deleted_at)
        .where(matches(columns, keys))
        .order_by(*table.primary_key)
        .with_for_update(read=True, key_share=True)
    )
    rows = session.connection().execute(statement).mappings()
    return [key_of(row, columns) for row in rows if row[deleted_at] is not None]
