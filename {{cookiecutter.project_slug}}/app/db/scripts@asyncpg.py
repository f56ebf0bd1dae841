"""Sessions outside of requests, for commands and scripts.

A script also imports `app.tables`, which imports all models: they refer to each other
by name.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from app.config.settings import get_pool_settings, get_settings
from app.db.engine import create_engine, create_session_maker
from app.db.session import AsyncSessionMaker
from app.db.transactions import UnitOfWork, run_in_transaction

ResultT = TypeVar("ResultT")


def run_script(script: Callable[[AsyncSessionMaker], Awaitable[ResultT]]) -> ResultT:
    """Run `script` with a session maker, on a dedicated engine."""
    return asyncio.run(_run(script))


def run_in_script(work: UnitOfWork[ResultT]) -> ResultT:
    """Run `work` in one transaction, on a dedicated engine."""
    return run_script(partial(run_in_transaction, work=work))


async def _run(script: Callable[[AsyncSessionMaker], Awaitable[ResultT]]) -> ResultT:
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        return await script(create_session_maker(engine))
    finally:
        await engine.dispose()
