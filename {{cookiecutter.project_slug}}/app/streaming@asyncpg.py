"""Answers that are sent while they are read from the database."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse


class JsonLines(StreamingResponse):
    media_type = "application/jsonl"


async def stream(_app: FastAPI, chunks: AsyncIterator[bytes]) -> JsonLines:
    """Send the chunks; what prevents the first is still answered as a problem."""
    first = await anext(chunks, b"")
    return JsonLines(_chain(first, chunks))


async def _chain(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
