"""Responses that are sent while the database is read.

FastAPI can stream JSON Lines from a generator endpoint, too. This module reads the
first chunk before the response starts, so that an error there is still a problem
response, and holds a slot for a connection that only reads for each further chunk.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from app.api.connection_slots import ConnectionSlots
from app.api.threads import run_in_connection_slot


class JsonLines(StreamingResponse):
    """A response with one JSON document per line."""

    media_type = "application/jsonl"


Stream: TypeAlias = Callable[[Iterator[bytes]], JsonLines]


def stream(slots: ConnectionSlots, chunks: Iterator[bytes]) -> JsonLines:
    """Return a response that streams the chunks. Reads the first one at once."""
    first = next(chunks, b"")
    return JsonLines(_chain(slots, first, chunks))


async def _chain(
    slots: ConnectionSlots, first: bytes, rest: Iterator[bytes]
) -> AsyncIterator[bytes]:
    yield first
    while chunk := await run_in_connection_slot(slots, next, rest, b""):
        yield chunk


async def get_stream(request: Request) -> Stream:
    """Return the function that an endpoint calls to stream its response."""
    return partial(stream, request.app.state.read_connection_slots)


StreamDep = Annotated[Stream, Depends(get_stream)]
