"""Rows by their ids."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import bindparam, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.base import Record
from app.db.columns import FOR_NO_KEY_UPDATE
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.errors import NotFoundError

RecordT = TypeVar("RecordT", bound=Record)

# A function that returns what to load with a row. It is called once, so pass the same
# function each time.
Detail: TypeAlias = Callable[[], list[ORMOption]]


async def get_or_404(
    session: ReadSession,
    model: type[RecordT],
    row_id: int,
    detail: Detail = list,
) -> RecordT:
    """Return the row with this id. Raises NotFoundError, which becomes a 404."""
    # pyright takes the class of a model for one that has no hash.
    statement = _by_id(cast(Any, model), detail)
    result = await session.exec(statement, params={"row_id": row_id})
    record: RecordT | None = result.unique().one_or_none()
    return _found(record, model, row_id)


async def lock_or_404(
    session: AsyncSession, model: type[RecordT], row_id: int, **options: Any
) -> RecordT:
    """Return the row with this id, locked for a change. Raises NotFoundError.

    The options are those of `session.get`.
    """
    record = await session.get(
        model,
        row_id,
        with_for_update=FOR_NO_KEY_UPDATE,
        **options,
    )
    return _found(record, model, row_id)


@cache
def _by_id(model: type[RecordT], detail: Detail) -> SelectOfScalar[RecordT]:
    # Building a statement takes longer than executing it.
    by_id = col(model.id) == bindparam("row_id")
    return select(model).where(by_id).options(*detail())


def _found(record: RecordT | None, model: type[RecordT], row_id: int) -> RecordT:
    if record is None:
        raise NotFoundError(f"There is no {model.__name__.lower()} {row_id}.")
    return record
