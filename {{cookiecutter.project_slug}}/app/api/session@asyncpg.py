"""The session of a request. One request is one transaction."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.endpoints import check_endpoint
from app.db.session import AsyncSession, AsyncSessionMaker


async def get_session_maker(connection: HTTPConnection) -> AsyncSessionMaker:
    """Return the session maker.

    Async, because FastAPI would run a plain function in a thread.
    """
    session_maker: AsyncSessionMaker = connection.app.state.session_maker
    return session_maker


# For endpoints that retry their transaction (app/db/transactions.py) or run queries
# while the response is being sent. All other endpoints take a SessionDep.
SessionMakerDep = Annotated[AsyncSessionMaker, Depends(get_session_maker)]


async def get_session(
    connection: HTTPConnection, session_maker: SessionMakerDep
) -> AsyncIterator[AsyncSession]:
    """Yield the session of the request.

    Commits after the endpoint, rolls back on an error. The code that an endpoint calls
    flushes and never commits.
    """
    check_endpoint(connection)
    async with session_maker.begin() as session:
        yield session


# scope="function" commits before the response is sent: a client never gets a 201 for a
# row whose commit then fails. Do not use Depends(get_session) without this scope: a
# request with both scopes would have two sessions.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
