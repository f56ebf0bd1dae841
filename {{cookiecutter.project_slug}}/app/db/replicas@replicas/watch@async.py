"""Keeps the replicas from serving data that is too old."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.db.replicas.servers import Replicas
from app.errors import UnavailableError

logger = logging.getLogger(__name__)

END_SECONDS = 2.0


@asynccontextmanager
async def watched(
    replicas: Replicas, primary_position: Callable[[], Awaitable[int]], max_lag: float
) -> AsyncIterator[None]:
    """Tell the replicas the position of the primary, as long as the block runs.

    Twice in `max_lag` seconds, so that the last position but one is not older. While
    the primary does not respond, nobody knows a later one: replicas go on serving.
    """
    end = asyncio.Event()
    task = asyncio.create_task(_watch(replicas, primary_position, max_lag / 2, end))
    try:
        yield
    finally:
        end.set()
        # A query that goes on would still use its connection when its pool is closed.
        await asyncio.wait({task}, timeout=END_SECONDS)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(
    replicas: Replicas,
    primary_position: Callable[[], Awaitable[int]],
    pause: float,
    end: asyncio.Event,
) -> None:
    while not end.is_set():
        try:
            replicas.expect(await primary_position())
        except (UnavailableError, DBAPIError, PoolTimeoutError) as error:
            logger.info("the position of the primary is unknown: %s", error)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await end.wait()
