"""All rows of a table as JSON Lines, read in batches."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from pydantic import BaseModel

from app.api.session import ReadSessionMaker
from app.db.base import Record
from app.db.read_session import ReadSession

BATCH = 500


class ReadAfter(Protocol):
    """A function that returns the next rows after an id, in id order."""

    async def __call__(
        self, session: ReadSession, *, after: int, limit: int
    ) -> Sequence[Record]: ...


async def json_lines(
    session_maker: ReadSessionMaker, read: ReadAfter, schema: type[BaseModel]
) -> AsyncIterator[bytes]:
    """Yield the lines of one batch of rows at a time.

    Each batch has its own session: the session of the request ends before the first
    byte is sent, and a slow client must not occupy a connection.
    """
    last_id = 0
    while rows := await _batch(session_maker, read, last_id):
        yield b"".join(_line(schema, row) for row in rows)
        last_id = rows[-1].id


async def _batch(
    session_maker: ReadSessionMaker, read: ReadAfter, last_id: int
) -> Sequence[Record]:
    async with session_maker() as session:
        return await read(session, after=last_id, limit=BATCH)


def _line(schema: type[BaseModel], row: Record) -> bytes:
    return f"{schema.model_validate(row).model_dump_json()}\n".encode()
