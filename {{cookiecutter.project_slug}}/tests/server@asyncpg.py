"""What the tests do to a server as a whole."""

import asyncio

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.database_url import driver_url


def execute(server: URL, statement: str) -> None:
    """Execute a statement that cannot be part of a transaction."""
    asyncio.run(_execute(driver_url(server.render_as_string(False)), statement))


async def _execute(address: str, statement: str) -> None:
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
