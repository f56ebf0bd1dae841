"""The base class of the repositories, without relationships to load."""

from app.db.repository import Repository
from app.db.session import AsyncSession
from tests.support.sample.books import Author


class AuthorRepository(Repository[Author]):
    model = Author


async def test_get_returns_a_row_without_relationships(session: AsyncSession) -> None:
    authors = AuthorRepository(session)
    author = await authors.add(Author(name="Ada"))

    assert await authors.get(author.id) is author
