"""The base classes of the repositories."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, select

from app.db.base import Record
from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, PageQuery, RowT, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession

RecordT = TypeVar("RecordT", bound=Record)


class ReadRepository(Generic[RecordT]):
    """The queries of one table that change nothing, on the session of a request."""

    model: type[RecordT]

    def __init__(self, session: ReadSession) -> None:
        self.session = session

    @staticmethod
    def detail() -> list[ORMOption]:
        """Return the options for the relationships that `get` loads with a row."""
        return []

    async def get(self, row_id: int) -> RecordT:
        """Return a row with its relationships. Raises NotFoundError."""
        return await get_or_404(self.session, self.model, row_id, self.detail)

    async def list_page(self, query: PageQuery[RowT]) -> Page[RowT]:
        """Return a page of the list that the query describes."""
        return await paginate(self.session, query)

    async def list_after(self, row_id: int, limit: int) -> Sequence[RecordT]:
        """Return the next rows after this id, in id order."""
        key = col(self.model.id)
        statement = select(self.model).where(key > row_id).order_by(key).limit(limit)
        result = await self.session.exec(statement)
        return result.all()


class Repository(ReadRepository[RecordT]):
    """All queries of one table, on the session of a request.

    Methods flush, so that database errors are raised at once; they never commit.
    """

    session: AsyncSession

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)

    async def lock(self, row_id: int, **options: Any) -> RecordT:
        """Return a row, locked for a change. Raises NotFoundError."""
        return await lock_or_404(self.session, self.model, row_id, **options)

    async def add(self, record: RecordT) -> RecordT:
        """Insert a row."""
        self.session.add(record)
        await self.session.flush()
        return record

    async def update(self, record: RecordT, changes: dict[str, Any]) -> RecordT:
        """Set the columns named in `changes`."""
        record.sqlmodel_update(changes)
        await self.session.flush()
        return record

    # {% if cookiecutter.soft_delete %}
    async def lock_deleted(self, row_id: int) -> RecordT:
        """Return a row, deleted or not, locked for a change. Raises NotFoundError."""
        return await self.lock(row_id, execution_options={"include_deleted": True})

    async def restore(self, record: RecordT) -> RecordT:
        """Undo the deletion of a row, and of the rows that CASCADE deleted with it."""
        return await self.update(record, {"deleted_at": None})

    # {% endif %}
    async def delete(self, record: RecordT) -> None:
        """Delete a row."""
        await self.session.delete(record)
        await self.session.flush()
