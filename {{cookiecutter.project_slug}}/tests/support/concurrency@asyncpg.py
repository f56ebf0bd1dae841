"""Concurrent calls, and a barrier at which they wait for each other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class Barrier:
    """Blocks each party until all parties have arrived."""

    def __init__(self, parties: int) -> None:
        self.barrier = asyncio.Barrier(parties)

    async def wait(self) -> None:
        async with asyncio.timeout(30):
            await self.barrier.wait()


async def run_concurrently(
    function: Callable[..., Awaitable[Any]], arguments: list[tuple[Any, ...]]
) -> list[Any]:
    """Call the function with each tuple of arguments at once; return the results."""
    return await asyncio.gather(*(function(*each) for each in arguments))
