"""All rows of a table as lines of JSON, read a batch at a time."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Protocol

from pydantic import BaseModel

from app.models import Record
from app.session import AsyncSession
from app.transactions import run_in_transaction
from app.work import Sessions

BATCH = 500


class Reader(Protocol):
    """Reads the rows with the next greater ids, the least first."""

    async def __call__(
        self, session: AsyncSession, *, after: int, limit: int
    ) -> Sequence[Record]: ...


async def json_lines(
    sessions: Sessions, read: Reader, schema: type[BaseModel]
) -> AsyncIterator[bytes]:
    """Give the lines of a batch at a time.

    Each batch has a session of its own: the request's has ended before the first byte
    is sent, and a client that reads slowly should not hold a connection.
    """
    last = 0
    while rows := await run_in_transaction(
        sessions,
        partial(read, after=last, limit=BATCH),
    ):
        yield b"".join(_line(schema, row) for row in rows)
        last = rows[-1].id


def _line(schema: type[BaseModel], row: Record) -> bytes:
    return f"{schema.model_validate(row).model_dump_json()}\n".encode()
