"""The session type of the service, and the type of its session maker."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio import session

from app.db.soft_delete import SoftDeleteSession


class AsyncSession(session.AsyncSession):
    """An async session that hides deleted rows, as SoftDeleteSession does."""

    sync_session_class = SoftDeleteSession


AsyncSessionMaker: TypeAlias = async_sessionmaker[AsyncSession]
