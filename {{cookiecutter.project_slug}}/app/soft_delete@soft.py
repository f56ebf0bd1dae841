"""Soft delete: DELETE marks a row, and every SELECT passes marked rows over.

To see deleted rows as well, add `.execution_options(**INCLUDE_DELETED)` to a
statement. Statements of SQLAlchemy Core and `text()` see all rows: the rule is the
ORM's.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    Mapper,
    ORMExecuteState,
    with_loader_criteria,
)
from sqlmodel import Session, col

from app.models import Record, mapper_registry

EntityT = TypeVar("EntityT")

INCLUDE_DELETED = {"include_deleted": True}

# What a purge passes: rows that are long deleted are removed for good.
HARD_DELETE = {"include_deleted": True, "hard_delete": True}


class HardDeleteError(Exception):
    """A bulk DELETE would remove rows that should only be marked."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"This would remove rows of {table} for good. Delete objects with "
            "session.delete(), or pass execution_options(**HARD_DELETE) to mean it."
        )


class SoftDeleteSession(Session):
    """The session that hides rows which are marked as deleted."""

    def get(
        self, entity: type[EntityT] | Mapper[EntityT], ident: Any, **options: Any
    ) -> EntityT | None:
        """Look up by primary key; a deleted row is none.

        `Session.get` answers from memory where it can, without a statement for the
        rule to work on.
        """
        found = super().get(entity, ident, **options)
        wanted = options.get("execution_options", {}).get("include_deleted", False)
        return found if wanted or not _is_deleted(found) else None


@event.listens_for(SoftDeleteSession, "do_orm_execute")
def _hide_deleted(state: ORMExecuteState) -> None:
    if state.is_delete:
        _refuse_hard_delete(state)
    hides = state.is_select or state.is_update or state.is_delete
    wanted = state.execution_options.get("include_deleted", False)
    # Loads of relationships are not skipped: their parent may never have been
    # selected, and so carry no rule for its children.
    if hides and not wanted and not state.is_column_load:
        state.statement = state.statement.options(*_not_deleted())


@event.listens_for(SoftDeleteSession, "before_flush")
def _mark_deleted(session: Session, _context: object, _instances: object) -> None:
    for record in list(session.deleted):
        if isinstance(record, Record):
            session.add(record)
            record.deleted_at = datetime.now(UTC)


def _refuse_hard_delete(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, Record):
        return
    if not state.execution_options.get("hard_delete", False):
        raise HardDeleteError(mapper.local_table.description)


def _is_deleted(record: object) -> bool:
    return isinstance(record, Record) and record.deleted_at is not None


@cache
def _not_deleted() -> tuple[LoaderCriteriaOption, ...]:
    # One for each table: the lambda that SQLAlchemy documents for a mixin reads the
    # column from SQLModel's base class, which has none.
    return tuple(
        with_loader_criteria(
            model, col(model.deleted_at).is_(None), include_aliases=True
        )
        for model in record_types()
    )


@event.listens_for(Mapper, "after_configured")
def _forget_tables() -> None:
    _not_deleted.cache_clear()


def record_types() -> list[type[Record]]:
    """The models that are marked and not removed, those they refer to first."""
    models = {
        mapper.local_table.description: mapper.class_
        for mapper in mapper_registry.mappers
        if issubclass(mapper.class_, Record)
    }
    tables = mapper_registry.metadata.sorted_tables
    return [models[table.name] for table in tables if table.name in models]
