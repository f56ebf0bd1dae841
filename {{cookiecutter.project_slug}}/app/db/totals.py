"""The number of rows of a list: counted up to a bound, estimated above it."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlmodel import func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.read_session import ReadSession

# To count more rows takes longer than to read a page, and longer with each new row.
COUNTED_MAX = 10_000


class Total(NamedTuple):
    """A number of rows. None if it is not known."""

    rows: int | None
    is_estimate: bool


UNKNOWN = Total(None, is_estimate=False)


class Explain(SelectOfScalar[Any]):
    """A SELECT that the server plans, but does not execute.

    For SQLAlchemy it is a SELECT like any other, so the session adds what it adds to
    those.
    """

    inherit_cache = True


@compiles(Explain)
def _compile(statement: Explain, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.visit_select(statement, **options)}"


async def total_of(session: ReadSession, statement: Any) -> Total:
    """Return how many rows a SELECT has.

    Above COUNTED_MAX it is the estimate of the planner, which knows the table from the
    last ANALYZE; autovacuum runs it.
    """
    counted = statement.limit(COUNTED_MAX + 1).subquery()
    result = await session.exec(select(func.count()).select_from(counted))
    rows = result.one()
    if rows <= COUNTED_MAX:
        return Total(rows, is_estimate=False)
    estimate = await _estimate(session, statement)
    return Total(max(rows, estimate), is_estimate=True)


async def _estimate(session: ReadSession, statement: Any) -> int:
    plan = sa.literal_column("1", sa.JSON())
    result = await session.exec(Explain(plan).select_from(statement.subquery()))
    [explained] = result.one()
    rows: int = explained["Plan"]["Plan Rows"]
    return rows
