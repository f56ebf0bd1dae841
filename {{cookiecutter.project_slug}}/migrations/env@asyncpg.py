"""Alembic's connection to the database, through asyncpg."""

import asyncio

from alembic import context

from app.config.settings import get_settings
from app.db.engine import create_engine
from migrations.runner import (
    connection_settings,
    readable_errors,
    run_offline,
    run_online,
)


async def migrate() -> None:
    engine = create_engine(get_settings(), connection_settings())
    async with engine.connect() as connection:
        await connection.run_sync(run_online)
    await engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    with readable_errors():
        asyncio.run(migrate())
