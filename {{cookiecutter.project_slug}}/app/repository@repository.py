"""The repository that those of the domains extend."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import found
from app.models import FOR_CHANGE, Record
from app.pagination import Page, PageQuery, paginate
from app.session import AsyncSession

RecordT = TypeVar("RecordT", bound=Record)


class Repository(Generic[RecordT]):
    """The queries of one table, on the session of a request.

    It flushes, so that what the database refuses shows at once; it never commits.
    """

    model: type[RecordT]

    # What `get` loads together with a row.
    detail: tuple[ORMOption, ...] = ()

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, row_id: int) -> RecordT:
        """Return a row with its details. Raises NotFoundError."""
        record = await self.session.get(self.model, row_id, options=self.detail)
        return found(record, self._describe(row_id))

    async def require(self, row_id: int) -> None:
        """Raise NotFoundError if there is no such row."""
        record = await self.session.get(self.model, row_id)
        found(record, self._describe(row_id))

    async def lock(self, row_id: int, **options: Any) -> RecordT:
        """Return a row that no other request can change until this one ends."""
        record = await self.session.get(
            self.model, row_id, with_for_update=FOR_CHANGE, **options
        )
        return found(record, self._describe(row_id))

    async def list_page(
        self, statement: SelectOfScalar[RecordT], query: PageQuery
    ) -> Page[RecordT]:
        return await paginate(self.session, statement, query)

    async def list_after(self, row_id: int, limit: int) -> Sequence[RecordT]:
        """Return the rows with the next greater ids, the least first."""
        key = col(self.model.id)
        statement = select(self.model).where(key > row_id).order_by(key).limit(limit)
        rows = await self.session.exec(statement)
        return rows.all()

    async def add(self, record: RecordT) -> RecordT:
        self.session.add(record)
        await self.session.flush()
        return record

    async def update(self, record: RecordT, changes: dict[str, Any]) -> RecordT:
        record.sqlmodel_update(changes)
        await self.session.flush()
        return record

    async def delete(self, record: RecordT) -> None:
        await self.session.delete(record)
        await self.session.flush()

    # {% if cookiecutter.soft_delete %}
    async def lock_deleted(self, row_id: int) -> RecordT:
        """Lock a row that may be deleted."""
        return await self.lock(row_id, execution_options={"include_deleted": True})

    async def restore(self, record: RecordT) -> RecordT:
        """Undo a deletion."""
        return await self.update(record, {"deleted_at": None})

    # {% endif %}
    def _describe(self, row_id: int) -> str:
        return f"{self.model.__name__.lower()} {row_id}"
