"""Runs a piece of work of a script as a request would: in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.config import get_pool_settings, get_settings
from app.database import create_engine
from app.session import AsyncSession

ResultT = TypeVar("ResultT")


def in_transaction(work: Callable[[AsyncSession], Awaitable[ResultT]]) -> ResultT:
    """Commit when the work is done, or roll back if it fails."""
    return asyncio.run(_do(work))


async def _do(work: Callable[[AsyncSession], Awaitable[ResultT]]) -> ResultT:
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        async with AsyncSession(engine) as session, session.begin():
            return await work(session)
    finally:
        await engine.dispose()
