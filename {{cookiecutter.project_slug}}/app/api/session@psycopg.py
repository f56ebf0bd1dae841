"""The session of a request. One request is one transaction."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.api.connection_slots import ConnectionSlotDep
from app.db.session import Session, SessionMaker


def get_session_maker(
    connection: HTTPConnection, _slot: ConnectionSlotDep
) -> SessionMaker:
    """Return the session maker, once the request has a connection slot."""
    session_maker: SessionMaker = connection.app.state.session_maker
    return session_maker


# For endpoints that retry their transaction (app/db/transactions.py). All other
# endpoints take a SessionDep; an endpoint with both would use two connections.
SessionMakerDep = Annotated[SessionMaker, Depends(get_session_maker)]


def get_session(session_maker: SessionMakerDep) -> Iterator[Session]:
    """Yield the session of the request.

    Commits after the endpoint, rolls back on an error. The code that an endpoint calls
    flushes and never commits.
    """
    with session_maker.begin() as session:
        yield session


# scope="function" commits before the response is sent: a client never gets a 201 for a
# row whose commit then fails. Do not use Depends(get_session) without this scope: a
# request with both scopes would have two sessions.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
