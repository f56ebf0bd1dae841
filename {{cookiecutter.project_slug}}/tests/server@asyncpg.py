"""What the tests do to a server as a whole."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.database_url import driver_url


def execute(server: URL, statement: str) -> Any:
    """Execute a statement outside of transactions; return its value, if it has one."""
    # In a thread of its own, which has no event loop yet.
    with ThreadPoolExecutor(1) as thread:
        work = _execute(_address(server), statement)
        return thread.submit(asyncio.run, work).result()


@contextmanager
def locked(server: URL, table: str) -> Iterator[None]:
    """Hold a table, for the time of the block, as an endless query would."""
    engine = create_async_engine(_address(server))
    with asyncio.Runner() as runner:
        connection = runner.run(engine.connect().start())
        lock = text(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        runner.run(connection.execute(lock))
        yield
        runner.run(connection.close())
        runner.run(engine.dispose())


def _address(server: URL) -> str:
    return driver_url(server.render_as_string(hide_password=False))


async def _execute(address: str, statement: str) -> Any:
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        result = await connection.execute(text(statement))
        value = result.scalar() if result.returns_rows else None
    await engine.dispose()
    return value
