"""The session of code that only reads."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy.engine.result import ScalarResult, TupleResult
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel.sql.expression import Select, SelectOfScalar

EntityT = TypeVar("EntityT")
ColumnTs = TypeVarTuple("ColumnTs")
ValueT = TypeVar("ValueT")


class ReadSession(Protocol):
    """The methods of a session that change nothing.

    Every session has them. So code that takes a ReadSession can be called with an
    AsyncSession, while a type checker refuses a change through a ReadSession.
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

    async def get(
        self,
        entity: type[EntityT],
        ident: Any,
        *,
        options: Sequence[ORMOption] | None = None,
    ) -> EntityT | None: ...
