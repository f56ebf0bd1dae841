"""The sessions of a request: one that changes something, and one that only reads."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.connection_slots import (
    ConnectionSlotDep,
    ReadConnectionSlotDep,
    connection_slot,
)
from app.api.endpoints import check_endpoint
from app.db.read_session import ReadSession
from app.db.session import AsyncSession, AsyncSessionMaker

ReadSessionMaker: TypeAlias = Callable[[], AbstractAsyncContextManager[ReadSession]]


async def get_session_maker(
    connection: HTTPConnection, _slot: ConnectionSlotDep
) -> AsyncSessionMaker:
    """Return the session maker, once the request has a connection slot."""
    session_maker: AsyncSessionMaker = connection.app.state.session_maker
    return session_maker


async def get_read_session_maker(
    connection: HTTPConnection, _slot: ReadConnectionSlotDep
) -> ReadSessionMaker:
    """Return the session maker of sessions that only read, once there is a slot."""
    session_maker: ReadSessionMaker = connection.app.state.read_session_maker
    return session_maker


async def get_session(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    """Yield the session of a request that changes something: one transaction.

    Commits after the endpoint, rolls back on an error. The code that an endpoint calls
    flushes and never commits.
    """
    check_endpoint(connection)
    state = connection.app.state
    async with (
        connection_slot(state.connection_slots),
        state.session_maker.begin() as session,
    ):
        yield session


async def get_read_session(connection: HTTPConnection) -> AsyncIterator[ReadSession]:
    """Yield the session of a request that only reads.

    The server refuses every change. Each statement sees what is committed when it
    begins, as within a transaction that is READ COMMITTED.
    """
    check_endpoint(connection)
    state = connection.app.state
    async with (
        connection_slot(state.read_connection_slots),
        state.read_session_maker() as session,
    ):
        yield session


# For endpoints that retry their transaction (app/db/transactions.py) or run queries
# while the response is being sent. All other endpoints take a SessionDep or, if they
# only read, a ReadSessionDep.
SessionMakerDep = Annotated[AsyncSessionMaker, Depends(get_session_maker)]
ReadSessionMakerDep = Annotated[ReadSessionMaker, Depends(get_read_session_maker)]

# scope="function" commits before the response is sent: a client never gets a 201 for a
# row whose commit then fails. Do not use Depends(get_session) without this scope: a
# request with both scopes would have two sessions.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadSessionDep = Annotated[ReadSession, Depends(get_read_session, scope="function")]
