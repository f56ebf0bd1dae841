"""Answers that are sent while they are read from the database."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec, TypeVar

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from app.database import turn

ArgumentsT = ParamSpec("ArgumentsT")
ResultT = TypeVar("ResultT")


class JsonLines(StreamingResponse):
    media_type = "application/jsonl"


def stream(app: FastAPI, chunks: Iterator[bytes]) -> JsonLines:
    """Send the chunks; what prevents the first is still answered as a problem."""
    first = next(chunks, b"")
    return JsonLines(_chain(app, first, chunks))


async def in_turn(
    app: FastAPI,
    function: Callable[ArgumentsT, ResultT],
    *args: ArgumentsT.args,
    **kwargs: ArgumentsT.kwargs,
) -> ResultT:
    """Call what needs a connection, after the request gave its own turn back."""
    async with turn(app):
        return await run_in_threadpool(function, *args, **kwargs)


async def _chain(
    app: FastAPI, first: bytes, rest: Iterator[bytes]
) -> AsyncIterator[bytes]:
    yield first
    while chunk := await in_turn(app, next, rest, b""):
        yield chunk
