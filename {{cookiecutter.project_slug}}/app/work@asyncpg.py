"""What a unit of work is made of: sessions, a function of one, and patience."""

from asyncio import sleep
from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

from sqlalchemy.ext.asyncio import async_sessionmaker

from app.session import AsyncSession

__all__ = ["Sessions", "Work", "sleep"]

ResultT = TypeVar("ResultT")

Sessions: TypeAlias = async_sessionmaker[AsyncSession]
Work: TypeAlias = Callable[[AsyncSession], Awaitable[ResultT]]
