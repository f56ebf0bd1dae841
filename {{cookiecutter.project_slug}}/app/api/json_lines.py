"""All rows of a table as JSON Lines, read in batches."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Protocol

from pydantic import BaseModel

from app.db.base import Record
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.transactions import run_in_transaction

BATCH = 500


class ReadAfter(Protocol):
    """A function that returns the next rows after an id, in id order."""

    async def __call__(
        self, session: AsyncSession, *, after: int, limit: int
    ) -> Sequence[Record]: ...


async def json_lines(
    session_maker: AsyncSessionMaker, read: ReadAfter, schema: type[BaseModel]
) -> AsyncIterator[bytes]:
    """Yield the lines of one batch of rows at a time.

    Each batch has its own session: the session of the request ends before the first
    byte is sent, and a slow client must not occupy a connection.
    """
    last_id = 0
    while rows := await run_in_transaction(
        session_maker,
        partial(read, after=last_id, limit=BATCH),
    ):
        yield b"".join(_line(schema, row) for row in rows)
        last_id = rows[-1].id


def _line(schema: type[BaseModel], row: Record) -> bytes:
    return f"{schema.model_validate(row).model_dump_json()}\n".encode()
