"""Several things at once, and the point at which they meet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class Meeting:
    """Nobody goes on before all have come."""

    def __init__(self, parties: int) -> None:
        self.barrier = asyncio.Barrier(parties)

    async def wait(self) -> None:
        async with asyncio.timeout(30):
            await self.barrier.wait()


async def together(
    function: Callable[..., Awaitable[Any]], arguments: list[tuple[Any, ...]]
) -> list[Any]:
    """Call the function with all the arguments at once, and return what it returns."""
    return await asyncio.gather(*(function(*each) for each in arguments))
