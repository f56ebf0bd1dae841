"""The session type of the service, and the type of its session maker."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio import session

from app.db.soft_delete import SoftDeleteSession as SyncSession

__all__ = ["AsyncSession", "AsyncSessionMaker", "SyncSession"]


class AsyncSession(session.AsyncSession):
    """An async session that hides deleted rows, as the session within it does."""

    sync_session_class = SyncSession


AsyncSessionMaker: TypeAlias = async_sessionmaker[AsyncSession]
