"""A connection for sync code, such as migrations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, create_engine

from app.config.database_url import driver_url

Run: TypeAlias = Callable[[Callable[[Connection], Any]], Any]


@contextmanager
def sync_connection(server: URL) -> Iterator[Run]:
    """Yield a function that calls another one with the connection."""
    url = driver_url(server.render_as_string(hide_password=False))
    engine = create_engine(url)
    with engine.connect() as connection:
        yield lambda work: work(connection)
    engine.dispose()
