"""Two tables of one name in different schemas are told apart."""

import pytest
from sqlmodel import select

from app.db.errors import translated_errors
from app.db.session import AsyncSession
from app.errors import ConflictError
from app.gallery.models import ArchivedItem, Item, Level, Mood


def archived(title: str) -> ArchivedItem:
    return ArchivedItem(title=title, mood=Mood.BAD, level=Level.LOW)


async def test_deleted_rows_of_both_tables_are_hidden(session: AsyncSession) -> None:
    rows = [Item(name="item"), archived("title")]
    session.add_all(rows)
    await session.flush()
    for row in rows:
        await session.delete(row)
    await session.flush()

    for statement in (select(Item.id), select(ArchivedItem.id)):
        assert (await session.exec(statement)).all() == []


async def test_errors_name_the_field_of_their_own_table(session: AsyncSession) -> None:
    for rows, field in (
        ([Item(name="item"), Item(name="item")], "name"),
        ([archived("title"), archived("title")], "title"),
    ):
        session.add_all(rows)
        with pytest.raises(ConflictError) as caught, translated_errors():
            await session.flush()
        await session.rollback()
        assert [error.field for error in caught.value.errors] == [field]
