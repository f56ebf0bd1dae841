"""A connection for sync code, such as migrations."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.config.database_url import driver_url

Run: TypeAlias = Callable[[Callable[[Connection], Any]], Any]


@contextmanager
def sync_connection(server: URL) -> Iterator[Run]:
    """Yield a function that calls another one with the connection."""
    url = driver_url(server.render_as_string(hide_password=False))
    engine = create_async_engine(url)
    with asyncio.Runner() as runner:
        connection = runner.run(engine.connect().start())
        yield lambda work: runner.run(connection.run_sync(work))
        runner.run(connection.close())
        runner.run(engine.dispose())
