"""The session of code that only reads, from a replica if one is recent."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState

from app.db.read_session import ReadOnlySession
from app.db.replicas.positions import client_position, current_position
from app.db.replicas.servers import Replicas
from app.errors import UnavailableError


class ReplicaSession(ReadOnlySession):
    """A session that reads from a replica, or else from the primary.

    It chooses when it takes a connection, by what the server of this very connection
    has replayed, and keeps it until it ends.
    """

    def __init__(self, bind: Engine, *, replicas: Replicas, **options: Any) -> None:
        super().__init__(bind, **options)
        self._primary = bind
        self._replicas = replicas

    def exec(self, statement: Any, **options: Any) -> Any:
        """Execute a SELECT, and note how recent the data is.

        The position is asked for afterwards: the data is not newer than it.
        """
        try:
            result = super().exec(statement, **options)
        except UnavailableError as error:
            if self.bind is not self._primary:
                self._replicas.pass_over(error)
            raise
        client = client_position.get()
        if client and client.required is not None:
            client.reach(current_position(self.connection()))
        return result

    def choose_server(self) -> None:
        """Take a connection to a replica that is recent, or else to the primary."""
        self.bind = self._replicas.engine
        if self._replicas.may_respond() and self._is_recent():
            return
        self.rollback()  # returns the connection
        self.bind = self._primary

    def _is_recent(self) -> bool:
        client = client_position.get()
        required = client.required if client else None
        try:
            is_recent = self._replicas.are_recent(self.connection(), required or 0)
        except (UnavailableError, DBAPIError) as error:
            self._replicas.pass_over(error)
            return False
        self._replicas.have_responded()
        return is_recent


@event.listens_for(ReplicaSession, "do_orm_execute")
def _choose_server(state: ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, ReplicaSession) and not session.in_transaction():
        session.choose_server()
