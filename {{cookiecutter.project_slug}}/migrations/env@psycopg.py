"""How Alembic reaches the database: through psycopg."""

from alembic import context

from app.config import get_settings
from app.database import create_engine
from migrations.runner import connection_settings, explained, run_offline, run_online


def migrate() -> None:
    engine = create_engine(get_settings(), connection_settings())
    with engine.connect() as connection:
        run_online(connection)
    engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    with explained():
        migrate()
