"""Connection slots: they limit how many requests use the database at a time.

There is one slot for each connection that a pool may open. Without slots, a sync
service stops responding when there are more clients than connections: requests that
wait for a connection occupy the threads that the other requests need to finish. A
request that waits for a slot occupies no thread. FastAPI's `max_concurrency` would wait
without a time limit, and does not cover streams.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.requests import HTTPConnection
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.api.endpoints import check_endpoint
from app.config.settings import get_pool_settings

ArgumentsT = ParamSpec("ArgumentsT")
ResultT = TypeVar("ResultT")


@asynccontextmanager
async def connection_slot(slots: asyncio.Semaphore) -> AsyncIterator[None]:
    """Hold a connection slot. Raises PoolTimeoutError after DB_POOL_TIMEOUT."""
    if slots.locked():
        await _acquire(slots)
    else:
        await slots.acquire()
    try:
        yield
    finally:
        slots.release()


async def _acquire(slots: asyncio.Semaphore) -> None:
    timeout = get_pool_settings().pool_timeout
    try:
        async with asyncio.timeout(timeout):
            await slots.acquire()
    except TimeoutError:
        raise PoolTimeoutError(f"no connection within {timeout} s") from None


async def hold_connection_slot(connection: HTTPConnection) -> AsyncIterator[None]:
    """Hold a connection slot until the endpoint has returned."""
    check_endpoint(connection)
    async with connection_slot(connection.app.state.connection_slots):
        yield


async def hold_read_connection_slot(connection: HTTPConnection) -> AsyncIterator[None]:
    """Hold a slot for a connection that only reads until the endpoint has returned."""
    check_endpoint(connection)
    async with connection_slot(connection.app.state.read_connection_slots):
        yield


ConnectionSlotDep = Annotated[None, Depends(hold_connection_slot, scope="function")]
ReadConnectionSlotDep = Annotated[
    None, Depends(hold_read_connection_slot, scope="function")
]


async def run_in_connection_slot(
    slots: asyncio.Semaphore,
    function: Callable[ArgumentsT, ResultT],
    *args: ArgumentsT.args,
    **kwargs: ArgumentsT.kwargs,
) -> ResultT:
    """Call a function in a thread while holding a slot.

    For streams and background tasks: the request has released its own slot by then.
    """
    async with connection_slot(slots):
        return await run_in_threadpool(function, *args, **kwargs)
