"""Requests while the server only reads, as it does after a failover."""

import os
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import func, insert, make_url, text
from sqlalchemy.exc import DBAPIError

from app.api.health import Health
from app.api.session import SessionDep
from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.main import create_app
from tests.support import ping
from tests.support.databases import new_database
from tests.support.run_app import run_app
from tests.support.sample.planets import Planet
from tests.support.server import execute
from tests.support.tables import create_sample_tables

WRITE = insert(Planet).values(name=func.gen_random_uuid())


@pytest.fixture
def own_database() -> Iterator[Settings]:
    """A dedicated database, whose default can be changed."""
    with new_database("read_only") as settings:
        execute(make_url(settings.database_url), create_sample_tables())
        yield settings


@pytest.fixture
def set_read_only(own_database: Settings) -> Callable[[bool], None]:
    """Make new connections read-only, as those to a standby are, or not."""
    name = make_url(own_database.database_url).database

    def set_default(read_only: bool) -> None:
        value = "on" if read_only else "off"
        execute(
            make_url(os.environ["TEST_DATABASE_URL"]),
            f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}',
        )

    return set_default


@pytest.fixture
def writing_app(own_database: Settings) -> FastAPI:
    app = create_app()
    app.include_router(ping.router)

    @app.post("/planets")
    async def create_planet(session: SessionDep) -> Health:
        await session.exec(WRITE)
        return Health()

    return app


async def test_a_write_is_a_503_until_the_address_leads_to_a_primary(
    writing_app: FastAPI, set_read_only: Callable[[bool], None]
) -> None:
    set_read_only(True)
    async with run_app(writing_app) as client:
        refused = await client.post("/planets")
        read = await client.get("/ping")
        still_refused = await client.post("/planets")
        set_read_only(False)
        served = await client.post("/planets")

    assert read.status_code == 200
    for response in (refused, still_refused):
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
    assert served.status_code == 200


async def test_after_a_failed_write_the_pool_has_no_connection_to_the_server(
    own_database: Settings, set_read_only: Callable[[bool], None]
) -> None:
    pool = PoolSettings(pooled=True, pool_size=2, transaction_pooler=False)
    engine = create_engine(own_database, pool)
    set_read_only(True)
    async with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            await connection.execute(text("SELECT 1"))
    set_read_only(False)

    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(WRITE)
    async with engine.begin() as one, engine.begin() as other:
        for connection in (one, other):
            await connection.execute(WRITE)

    await engine.dispose()
    assert caught.value.connection_invalidated
