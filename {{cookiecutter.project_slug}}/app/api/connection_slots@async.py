"""Connection slots: they limit how many requests use the database at a time.

There is one slot for each connection that a pool may open. Requests get them in the
order in which they came; a pool gives a free connection to any request that asks first,
so a few would wait for long.
# {% if cookiecutter.driver == "psycopg" %}

Without slots, a sync service stops responding when there are more clients than
connections: requests that wait for a connection occupy the threads that the other
requests need to finish. A request that waits for a slot occupies no thread. FastAPI's
`max_concurrency` would wait without a time limit, and does not cover streams.
# {% endif %}
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.api.endpoints import check_endpoint
from app.config.settings import get_pool_settings


class ConnectionSlots(asyncio.Semaphore):
    """The connection slots of one pool."""

    async def wait(self) -> None:
        """Acquire a slot. Raises PoolTimeoutError after DB_POOL_TIMEOUT."""
        timeout = get_pool_settings().pool_timeout
        try:
            async with asyncio.timeout(timeout):
                await self.acquire()
        except TimeoutError:
            raise PoolTimeoutError(f"no connection within {timeout} s") from None


@asynccontextmanager
async def connection_slot(slots: ConnectionSlots) -> AsyncIterator[None]:
    """Hold a connection slot. Raises PoolTimeoutError after DB_POOL_TIMEOUT."""
    if slots.locked():
        await slots.wait()
    else:
        await slots.acquire()
    try:
        yield
    finally:
        slots.release()


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
