"""The foreign keys that refer to tables with soft delete, read from the metadata.

Only tables of models count, as in `mapped_tables()`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper

from app.db.base import Record, mapped_tables, mapper_registry
from app.db.errors import REFERENCE_MEANING
from app.errors import ProblemError

Key: TypeAlias = tuple[Any, ...]
Columns: TypeAlias = tuple[sa.Column[Any], ...]


@dataclass(frozen=True)
class Reference:
    """A foreign key. `cleared` are the columns that SET NULL and SET DEFAULT set."""

    columns: Columns
    target_columns: Columns
    on_delete: str
    cleared: Columns

    @property
    def table(self) -> sa.Table:
        """The table that has the foreign key."""
        return self.columns[0].table

    @property
    def target(self) -> sa.Table:
        """The table that the foreign key refers to."""
        return self.target_columns[0].table

    @property
    def pairs(self) -> list[tuple[sa.Column[Any], sa.Column[Any]]]:
        """Each column, with the column that it refers to."""
        return list(zip(self.columns, self.target_columns, strict=True))

    @property
    def is_blocking(self) -> bool:
        """Whether a row cannot be deleted while other rows refer to it."""
        return self.on_delete in {"RESTRICT", "NO ACTION"}

    @property
    def cascades(self) -> bool:
        """Whether the rows that refer to a deleted row are deleted with it."""
        return self.on_delete == "CASCADE"

    def refers_to(self, rows: Iterable[sa.RowMapping]) -> sa.ColumnElement[bool]:
        """Return the condition that a row refers to one of these rows."""
        return matches(self.columns, [key_of(row, self.target_columns) for row in rows])

    def problem(self) -> ProblemError:
        """Return the error that a client gets if the foreign key is violated."""
        return REFERENCE_MEANING.problem(column.name for column in self.columns)


def references_to(table: sa.Table) -> Sequence[Reference]:
    """Return the foreign keys that matter if a row of this table is deleted.

    A link table, which refers by CASCADE and has no soft delete, does not matter: its
    rows stay, hidden by the rows they link.
    """
    return [
        reference
        for reference in all_references()
        if reference.target is table
        and (has_soft_delete(reference.table) or not reference.cascades)
    ]


def references_from(table: sa.Table) -> Sequence[Reference]:
    """Return the foreign keys of this table that refer to tables with soft delete."""
    return [reference for reference in all_references() if reference.table is table]


@cache
def all_references() -> Sequence[Reference]:
    """Return all of them, always in the same order: that of `mapped_tables()`."""
    return [
        _reference(constraint)
        for table in mapped_tables()
        for constraint in sorted(table.foreign_key_constraints, key=_column_names)
        if has_soft_delete(constraint.referred_table)
    ]


@cache
def models() -> dict[sa.Table, type[Any]]:
    """Return the model of each table."""
    return {
        mapper.local_table: mapper.class_
        for mapper in mapper_registry.mappers
        if isinstance(mapper.local_table, sa.Table)
    }


def has_soft_delete(table: sa.Table) -> bool:
    """Whether deleted rows of this table are only marked."""
    return issubclass(models().get(table, object), Record)


def matches(columns: Columns, keys: Sequence[Key]) -> sa.ColumnElement[bool]:
    """Return the condition that the columns hold one of the keys.

    One parameter for each column: the number of parameters of a statement is limited.
    """
    arrays = [
        sa.literal(list(values), sa.ARRAY(column.type))
        for column, values in zip(columns, zip(*keys, strict=True), strict=True)
    ]
    if len(columns) == 1:
        # The general form would not use an index if it is combined with OR.
        return columns[0] == sa.any_(arrays[0])
    names = [column.name for column in columns]
    listed = sa.func.unnest(*arrays).table_valued(*names).render_derived()
    return sa.tuple_(*columns).in_(sa.select(*listed.columns))


def key_of(row: sa.RowMapping, columns: Columns) -> Key:
    """Return the values of these columns."""
    return tuple(row[column] for column in columns)


def _reference(constraint: sa.ForeignKeyConstraint) -> Reference:
    # PostgreSQL also accepts a list of columns: SET NULL (a, b).
    action, _, names = (constraint.ondelete or "NO ACTION").partition("(")
    listed = [name.strip(' ")') for name in names.split(",")]
    columns = tuple(constraint.columns)
    return Reference(
        columns=columns,
        target_columns=tuple(element.column for element in constraint.elements),
        on_delete=action.strip().upper(),
        cleared=tuple(
            column for column in columns if not names or column.name in listed
        ),
    )


def _column_names(constraint: sa.ForeignKeyConstraint) -> list[str]:
    return list(constraint.column_keys)


@event.listens_for(Mapper, "after_configured")
def _forget() -> None:
    models.cache_clear()
    all_references.cache_clear()
