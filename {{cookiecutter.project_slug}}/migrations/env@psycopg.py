"""Alembic's connection to the database, through psycopg."""

from alembic import context

from app.config.settings import get_settings
from app.db.engine import create_engine
from migrations.runner import (
    connection_settings,
    readable_errors,
    run_offline,
    run_online,
)


def migrate() -> None:
    engine = create_engine(get_settings(), connection_settings())
    with engine.connect() as connection:
        run_online(connection)
    engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    with readable_errors():
        migrate()
