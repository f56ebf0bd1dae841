"""The session type of the service, and the type of its session maker."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel import Session as SyncSession
from sqlmodel.ext.asyncio.session import AsyncSession

__all__ = ["AsyncSession", "AsyncSessionMaker", "SyncSession"]

AsyncSessionMaker: TypeAlias = async_sessionmaker[AsyncSession]
