"""What the tests do to a server as a whole."""

from sqlalchemy import URL, create_engine, text

from app.database_url import driver_url


def execute(server: URL, statement: str) -> None:
    """Execute a statement that cannot be part of a transaction."""
    address = driver_url(server.render_as_string(False))
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
