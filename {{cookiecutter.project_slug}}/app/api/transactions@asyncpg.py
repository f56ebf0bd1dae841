"""Transactions for code that is not within one request, such as a WebSocket's."""

from typing import Annotated, Protocol, TypeVar

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.connection_slots import connection_slot
from app.db.transactions import UnitOfWork, run_in_transaction

ResultT = TypeVar("ResultT")


class RunInTransaction(Protocol):
    """Runs a unit of work in its own transaction, and commits."""

    async def __call__(self, work: UnitOfWork[ResultT], /) -> ResultT: ...


async def get_run_in_transaction(connection: HTTPConnection) -> RunInTransaction:
    """Return a function that uses a connection and its slot only while it runs."""
    state = connection.app.state

    async def run(work: UnitOfWork[ResultT], /) -> ResultT:
        async with connection_slot(state.connection_slots):
            return await run_in_transaction(state.session_maker, work)

    return run


# For generator endpoints, WebSockets and background tasks: once for each batch, message
# or task. They wait without a connection, and may do so for long.
RunInTransactionDep = Annotated[RunInTransaction, Depends(get_run_in_transaction)]
