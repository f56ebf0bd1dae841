"""Responses that are sent while the database is read.

FastAPI can stream JSON Lines from a generator endpoint, too. This module reads the
first chunk before the response starts, so that an error there is still a problem
response.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.responses import StreamingResponse


class JsonLines(StreamingResponse):
    """A response with one JSON document per line."""

    media_type = "application/jsonl"


Stream: TypeAlias = Callable[[AsyncIterator[bytes]], Awaitable[JsonLines]]


async def stream(chunks: AsyncIterator[bytes]) -> JsonLines:
    """Return a response that streams the chunks. Reads the first one at once."""
    first = await anext(chunks, b"")
    return JsonLines(_chain(first, chunks))


async def _chain(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
        # Lets the client leave, and other requests run, if no chunk waits for anything.
        await asyncio.sleep(0)


async def get_stream() -> Stream:
    """Return the function that an endpoint calls to stream its response."""
    return stream


StreamDep = Annotated[Stream, Depends(get_stream)]
