"""Runs what works on the database from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import async_sessionmaker

from app.config import get_pool_settings, get_settings
from app.database import create_engine
from app.session import AsyncSession
from app.work import Sessions

ResultT = TypeVar("ResultT")


def run_script(script: Callable[[Sessions], Awaitable[ResultT]]) -> ResultT:
    """Give the script sessions, on an engine of its own."""
    return asyncio.run(_run(script))


async def _run(script: Callable[[Sessions], Awaitable[ResultT]]) -> ResultT:
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        return await script(async_sessionmaker(engine, class_=AsyncSession))
    finally:
        await engine.dispose()
