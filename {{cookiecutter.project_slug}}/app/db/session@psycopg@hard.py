"""The session type of the service, and the type of its session maker."""

from typing import TypeAlias

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

__all__ = ["Session", "SessionMaker", "SyncSession"]

SessionMaker: TypeAlias = sessionmaker[Session]
SyncSession: TypeAlias = Session
