"""The session of code that only reads."""

from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy.engine.result import ScalarResult, TupleResult
from sqlalchemy.exc import DBAPIError
from sqlmodel.sql.expression import Select, SelectOfScalar

from app.db.errors import READ_ONLY, sqlstate
from app.db.session import SyncSession

ColumnTs = TypeVarTuple("ColumnTs")
ValueT = TypeVar("ValueT")


class ReadSession(Protocol):
    """A session with one method, which executes a SELECT.

    Every session has this method. So code that takes a ReadSession can be called with
    an AsyncSession, while a type checker refuses a change through a ReadSession.
    """

    @overload
    async def exec(
        self,
        statement: Select[*ColumnTs],
        *,
        params: Any = None,
    ) -> TupleResult[tuple[*ColumnTs]]: ...

    @overload
    async def exec(
        self,
        statement: SelectOfScalar[ValueT],
        *,
        params: Any = None,
    ) -> ScalarResult[ValueT]: ...


class ReadOnlySession(SyncSession):
    """A session that repeats a statement once if its connection is lost.

    Nothing is done twice: the server refuses every change (app/db/read_only.py).
    """

    def exec(self, statement: Any, **options: Any) -> Any:
        try:
            return super().exec(statement, **options)
        except DBAPIError as error:
            is_lost = error.connection_invalidated and sqlstate(error) != READ_ONLY
            # The rollback expires the objects of earlier statements.
            if not is_lost or self.identity_map:
                raise
        self.rollback()
        return super().exec(statement, **options)
