"""Rows by their ids."""

from typing import Any, TypeVar

from app.db.base import Record
from app.db.session import AsyncSession
from app.errors import NotFoundError

RecordT = TypeVar("RecordT", bound=Record)


async def get_or_404(
    session: AsyncSession, model: type[RecordT], row_id: int, **options: Any
) -> RecordT:
    """Return the row with this id. Raises NotFoundError, which becomes a 404.

    The options are those of `session.get`: what to load, how to lock.
    """
    record = await session.get(model, row_id, **options)
    if record is None:
        raise NotFoundError(f"There is no {model.__name__.lower()} {row_id}.")
    return record
