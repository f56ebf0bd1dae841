"""Soft delete: DELETE marks a row, and every SELECT excludes marked rows.

Foreign keys hold as if the row were removed (app/db/foreign_keys.py).

To include deleted rows, add `.execution_options(**INCLUDE_DELETED)` to a statement.
Core statements and `text()` always see all rows, since the filter is part of the ORM.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    Mapper,
    ORMExecuteState,
    with_loader_criteria,
)
from sqlmodel import Session, col

from app.db.base import Record, mapped_tables
from app.db.foreign_keys import enforce_foreign_keys
from app.db.references import has_soft_delete, models
from app.db.statement_cache import StatementCache

EntityT = TypeVar("EntityT")

INCLUDE_DELETED = {"include_deleted": True}

# For app/purge.py, which permanently removes rows that were deleted long ago.
HARD_DELETE = {"include_deleted": True, "hard_delete": True}


class HardDeleteError(Exception):
    """A bulk DELETE would permanently remove rows instead of marking them."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"This statement would permanently remove rows of {table}. Delete objects "
            "with session.delete(), or pass execution_options(**HARD_DELETE)."
        )


class DeletionClock:
    """A clock that never gives the same time twice, even if it is set back.

    Deletions of one process are told apart by their times.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = datetime.min.replace(tzinfo=UTC)

    def next(self) -> datetime:
        """Return the current time."""
        with self._lock:
            following = self._last + timedelta(microseconds=1)
            self._last = max(datetime.now(UTC), following)
            return self._last


deletion_clock = DeletionClock()


class SoftDeleteSession(Session):
    """A session that hides deleted rows."""

    def get(
        self, entity: type[EntityT] | Mapper[EntityT], ident: Any, **options: Any
    ) -> EntityT | None:
        """Return a row by primary key; None if it is deleted.

        `Session.get` may return an object of the identity map without a statement. The
        filter of statements does not hide that object.
        """
        record = super().get(entity, ident, **options)
        includes = options.get("execution_options", {}).get("include_deleted", False)
        return record if includes or not _is_deleted(record) else None


@event.listens_for(SoftDeleteSession, "do_orm_execute")
def _hide_deleted(state: ORMExecuteState) -> None:
    if state.is_delete:
        _reject_hard_delete(state)
    is_filtered = state.is_select or state.is_update or state.is_delete
    includes = state.execution_options.get("include_deleted", False)
    # Filter relationship loads too: a parent that does not come from a SELECT has no
    # filter for its children.
    if is_filtered and not includes and not state.is_column_load:
        state.statement = _filtered()(state.statement)


@event.listens_for(SoftDeleteSession, "before_flush")
def _mark_deleted(session: Session, _context: object, _instances: object) -> None:
    records = [record for record in session.deleted if isinstance(record, Record)]
    time = deletion_clock.next() if records else None
    for record in records:
        session.add(record)
        # A deleted row keeps its time, which a restoration of it needs.
        record.deleted_at = record.deleted_at or time


@event.listens_for(SoftDeleteSession, "after_flush")
def _enforce_foreign_keys(session: Session, _context: object) -> None:
    enforce_foreign_keys(session)


@event.listens_for(Mapper, "mapper_configured")
def _keep_time_of_deletion(_mapper: object, model: type[object]) -> None:
    # A restoration needs the old value even if it is not loaded.
    if issubclass(model, Record):
        event.listen(model.deleted_at, "set", _ignore, active_history=True)


def _ignore(*_: object) -> None:
    """Do nothing: only `active_history` of this listener matters."""


def _reject_hard_delete(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, Record):
        return
    if not state.execution_options.get("hard_delete", False):
        raise HardDeleteError(mapper.local_table.description)


def _is_deleted(record: object) -> bool:
    return isinstance(record, Record) and record.deleted_at is not None


@cache
def _filtered() -> StatementCache:
    """Return the function that adds the filter to a statement."""
    criteria = _not_deleted()
    return StatementCache(lambda statement: statement.options(*criteria))


def _not_deleted() -> tuple[LoaderCriteriaOption, ...]:
    # One criterion per table. The lambda that SQLAlchemy documents for a mixin would
    # read the column from SQLModel's base class, which has none.
    return tuple(
        with_loader_criteria(
            model, col(model.deleted_at).is_(None), include_aliases=True
        )
        for model in record_types()
    )


@event.listens_for(Mapper, "after_configured")
def _clear_criteria() -> None:
    _filtered.cache_clear()


def record_types() -> list[type[Record]]:
    """Return the models with soft delete, referenced tables before referencing ones."""
    return [models()[table] for table in mapped_tables() if has_soft_delete(table)]
