"""Saves, deletes and looks for rows of any table, without the API."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.db.base import Record
from app.db.errors import translated_errors
from app.db.session import AsyncSession
from app.errors import ConflictError

DETAIL = (
    "The request refers to something that does not exist, or deletes something that is"
    " still in use."
)
MESSAGE = "The referenced row does not exist, or this row is still in use"


async def save(session: AsyncSession, *records: SQLModel) -> None:
    session.add_all(records)
    await session.commit()


async def delete(session: AsyncSession, *records: SQLModel) -> None:
    """Delete rows in one flush."""
    for record in records:
        await session.delete(record)
    await session.commit()


async def exists(session: AsyncSession, record: Record) -> bool:
    """Whether a SELECT finds the row."""
    model = type(record)
    [row_id] = sa.inspect(record).identity  # readable after a rollback, unlike `id`
    result = await session.exec(select(model.id).where(col(model.id) == row_id))
    return result.first() is not None


async def conflict(session: AsyncSession) -> list[str]:
    """Flush, expect a violated foreign key, and return the names of the fields."""
    with pytest.raises(ConflictError) as caught, translated_errors():
        await session.flush()
    await session.rollback()
    assert caught.value.detail == DETAIL
    assert {error.message for error in caught.value.errors} == {MESSAGE}
    return [error.field for error in caught.value.errors]
