"""Statements on a database server, outside of the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, create_engine, text

from app.config.database_url import driver_url


def execute(server: URL, statement: str) -> Any:
    """Execute a statement in autocommit mode. Returns its first value, if any."""
    engine = create_engine(_url(server), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


@contextmanager
def locked_table(server: URL, table: str) -> Iterator[None]:
    """Lock a table during the block, as a long query does."""
    engine = create_engine(_url(server))
    try:
        with engine.connect() as connection:
            connection.execute(text(f"LOCK TABLE {table} IN ACCESS SHARE MODE"))
            yield
    finally:
        engine.dispose()


def _url(server: URL) -> str:
    return driver_url(server.render_as_string(hide_password=False))
