"""The sessions of a request: one that changes something, and one that only reads.

The dependencies are async although the endpoints are not: they take a thread only to
wait for the server.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Annotated, TypeAlias

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.connection_slots import (
    ConnectionSlotDep,
    ReadConnectionSlotDep,
    connection_slot,
)
from app.api.endpoints import check_endpoint
from app.config.settings import get_pool_settings
from app.db.read_session import ReadSession
from app.db.session import Session, SessionMaker

ReadSessionMaker: TypeAlias = Callable[[], AbstractContextManager[ReadSession]]


async def get_session_maker(
    connection: HTTPConnection, _slot: ConnectionSlotDep
) -> SessionMaker:
    """Return the session maker, once the request has a connection slot."""
    session_maker: SessionMaker = connection.app.state.session_maker
    return session_maker


async def get_read_session_maker(
    connection: HTTPConnection, _slot: ReadConnectionSlotDep
) -> ReadSessionMaker:
    """Return the session maker of sessions that only read, once there is a slot."""
    session_maker: ReadSessionMaker = connection.app.state.read_session_maker
    return session_maker


async def get_session(connection: HTTPConnection) -> AsyncIterator[Session]:
    """Yield the session of a request that changes something: one transaction.

    Commits after the endpoint, rolls back on an error. The code that an endpoint calls
    flushes and never commits.
    """
    check_endpoint(connection)
    state = connection.app.state
    async with connection_slot(state.connection_slots):
        session: Session = state.session_maker()
        try:
            yield session
            await _run_in_thread(session.commit)
        finally:
            await _close(session)


async def get_read_session(connection: HTTPConnection) -> AsyncIterator[ReadSession]:
    """Yield the session of a request that only reads.

    The server refuses every change. Each statement sees what is committed when it
    begins, as within a transaction that is READ COMMITTED.
    """
    check_endpoint(connection)
    state = connection.app.state
    async with connection_slot(state.read_connection_slots):
        session: Session = state.read_session_maker()
        try:
            yield session
        finally:
            if get_pool_settings().transaction_pooler:
                await _close(session)
            else:
                session.close()  # there is no transaction to roll back


async def _close(session: Session) -> None:
    """Close the session, which rolls back what is not committed."""
    if session.in_transaction():
        await _run_in_thread(session.close)
    else:
        session.close()


async def _run_in_thread(function: Callable[[], None]) -> None:
    # To its end even if the request is cancelled, and even if no thread is free.
    with CancelScope(shield=True):
        await to_thread.run_sync(function, limiter=CapacityLimiter(1))


# For endpoints that retry their transaction (app/db/transactions.py) or run queries
# while the response is being sent. All other endpoints take a SessionDep or, if they
# only read, a ReadSessionDep. An endpoint with two of them would use two connections.
SessionMakerDep = Annotated[SessionMaker, Depends(get_session_maker)]
ReadSessionMakerDep = Annotated[ReadSessionMaker, Depends(get_read_session_maker)]

# scope="function" commits before the response is sent: a client never gets a 201 for a
# row whose commit then fails. Do not use Depends(get_session) without this scope: a
# request with both scopes would have two sessions.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[ReadSession, Depends(get_read_session, scope="function")]
