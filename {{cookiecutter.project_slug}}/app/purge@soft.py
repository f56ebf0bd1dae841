"""Removes for good what was deleted long ago.

    python -m app.purge [DAYS]      RETENTION_DAYS without it

A deleted row is still there, and still personal data: run this every day.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import col, delete, exists, func, select

from app.config import get_settings
from app.errors import UnavailableError
from app.models import Record
from app.scripts import run_script
from app.session import AsyncSession
from app.soft_delete import HARD_DELETE, record_types
from app.tables import metadata
from app.transactions import run_in_transaction
from app.work import Sessions

BATCH = 1000
MOST_DAYS = 36_500

# What the database itself removes or resets with a row does not keep it.
LETS_GO = {"CASCADE", "SET NULL", "SET DEFAULT"}


def main(arguments: list[str]) -> str | None:
    """Nothing, or why nothing was done."""
    days = arguments[0] if arguments else str(get_settings().retention_days)
    if len(arguments) > 1 or not days.isdecimal() or int(days) > MOST_DAYS:
        return f"Name a number of days up to {MOST_DAYS}: python -m app.purge 30"
    try:
        print(run_script(partial(purge, days=int(days))))
    except UnavailableError as error:
        return str(error)
    return None


async def purge(sessions: Sessions, days: int) -> str:
    """Remove rows that were deleted that many days ago or earlier, and say so."""
    counts = []
    for model in reversed(record_types()):
        removed = await _purge_table(sessions, model, days)
        counts.append(f"{removed} {model.__tablename__}")
    return f"Removed what was deleted {days} days ago or earlier: {', '.join(counts)}."


async def _purge_table(sessions: Sessions, model: type[Record], days: int) -> int:
    """Remove a batch in each transaction, so that none of them holds locks for long."""
    removed = 0
    while count := await run_in_transaction(
        sessions, partial(_purge_batch, model=model, days=days)
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
    )
    statement = delete(model).where(col(model.id).in_(expired))
    purged = await session.exec(
        statement.execution_options(**HARD_DELETE, synchronize_session=False)
    )
    return purged.rowcount


def _unreferenced(model: type[Record]) -> Iterator[sa.ColumnElement[bool]]:
    """Rows that others still refer to, deleted or not, stay until those are gone."""
    table = sa.inspect(model).local_table
    for other in metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete not in LETS_GO:
                referring = other.alias().c[key.parent.name]
                yield ~exists().where(referring == key.column)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
