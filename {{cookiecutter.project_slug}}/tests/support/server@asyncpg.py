"""Statements on a database server, outside of the application."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.config.database_url import driver_url


def execute(server: URL, statement: str) -> Any:
    """Execute a statement in autocommit mode. Returns its first value, if any."""
    # In a thread, which has no running event loop.
    with ThreadPoolExecutor(1) as thread:
        work = _execute(_url(server), statement)
        return thread.submit(asyncio.run, work).result()


@contextmanager
def locked_table(server: URL, table: str) -> Iterator[None]:
    """Lock a table during the block, as a long query does."""
    engine = create_async_engine(_url(server))
    with asyncio.Runner() as runner:
        connection = runner.run(engine.connect().start())
        lock = text(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        try:
            runner.run(connection.execute(lock))
            yield
        finally:
            runner.run(connection.close())
            runner.run(engine.dispose())


def _url(server: URL) -> str:
    return driver_url(server.render_as_string(hide_password=False))


async def _execute(url: str, statement: str) -> Any:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            result = await connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        await engine.dispose()
