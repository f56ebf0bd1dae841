"""Permanently removes rows that were deleted long ago.

    python -m app.purge [DAYS]      the default is RETENTION_DAYS

A deleted row is still stored, and may hold personal data: run this every day.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import cast

import sqlalchemy as sa
from sqlmodel import col, delete, exists, func, select

from app import tables
from app.config.settings import get_settings
from app.db.base import Record
from app.db.references import references_to
from app.db.scripts import run_script
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.soft_delete import HARD_DELETE, record_types
from app.db.transactions import run_in_transaction
from app.errors import UnavailableError

BATCH = 1000
MAX_DAYS = 36_500


def main(arguments: list[str]) -> str | None:
    """Return None on success, or the message to exit with."""
    days = arguments[0] if arguments else str(get_settings().retention_days)
    if len(arguments) > 1 or not days.isdecimal() or int(days) > MAX_DAYS:
        return f"Name a number of days up to {MAX_DAYS}: python -m app.purge 30"
    tables.configure()
    try:
        print(run_script(partial(purge, days=int(days))))
    except UnavailableError as error:
        return str(error)
    return None


async def purge(session_maker: AsyncSessionMaker, days: int) -> str:
    """Remove the rows that were deleted at least `days` days ago.

    Returns a sentence with the number of rows of each table.
    """
    counts = []
    for model in reversed(record_types()):
        removed = await _purge_table(session_maker, model, days)
        counts.append(f"{removed} {table_of(model).fullname}")
    return (
        f"Removed rows deleted at least {days} days ago: {', '.join(counts) or 'none'}."
    )


async def _purge_table(
    session_maker: AsyncSessionMaker,
    model: type[Record],
    days: int,
) -> int:
    """Remove the rows in batches, one transaction each, so that locks are short."""
    removed = 0
    while count := await run_in_transaction(
        session_maker, partial(_purge_batch, model=model, days=days)
    ):
        removed += count
    return removed


async def _purge_batch(session: AsyncSession, *, model: type[Record], days: int) -> int:
    expired = (
        select(model.id)
        .where(
            col(model.deleted_at) <= func.clock_timestamp() - timedelta(days=days),
            *_unreferenced(model),
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        # As a subquery, PostgreSQL might run it more than once: LIMIT would not hold.
        .cte("expired")
    )
    statement = delete(model).where(col(model.id).in_(select(expired.c.id)))
    result = await session.exec(
        statement.execution_options(**HARD_DELETE, synchronize_session=False)
    )
    return result.rowcount


def _unreferenced(model: type[Record]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions for rows that no other row, deleted or not, references."""
    for reference in references_to(table_of(model)):
        if reference.is_blocking:
            other = reference.table.alias()
            yield ~exists().where(
                *(
                    other.columns[column.name] == referred
                    for column, referred in reference.pairs
                )
            )


def table_of(model: type[Record]) -> sa.Table:
    """Return the table of a model."""
    return cast(sa.Table, sa.inspect(model).local_table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
