"""What the tests do to a server as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, create_engine, text

from app.database_url import driver_url


def execute(server: URL, statement: str) -> Any:
    """Execute a statement outside of transactions; return its value, if it has one."""
    engine = create_engine(_address(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        value = result.scalar() if result.returns_rows else None
    engine.dispose()
    return value


@contextmanager
def locked(server: URL, table: str) -> Iterator[None]:
    """Hold a table, for the time of the block, as an endless query would."""
    engine = create_engine(_address(server))
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS SHARE MODE"))
        yield
    engine.dispose()


def _address(server: URL) -> str:
    return driver_url(server.render_as_string(hide_password=False))
