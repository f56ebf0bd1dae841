"""Sessions that only read: the server refuses every change."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, insert, select, update

from app.api.health import Health
from app.api.session import ReadSessionDep
from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine, create_read_session_maker
from app.db.read_session import ReadSession
from app.db.session import AsyncSessionMaker
from tests.support.run_app import run_app
from tests.support.sample.app import create_sample_app
from tests.support.sample.planets import Planet
from tests.support.server import execute
from tests.support.settings import OverrideSettings

CHANGES: dict[str, Any] = {
    "insert": insert(Planet).values(name="Mars"),
    "update": update(Planet).values(name="Mars"),
    "text": text("DELETE FROM sample.planets"),
    "function": select(func.setval("sample.planets_id_seq", 7)),
    "lock": select(Planet).with_for_update(),
}
NOW = select(func.now())
BACKEND = select(func.pg_backend_pid())
KILL = "SELECT pg_terminate_backend({}, 10000)"  # waits until it has ended


def changing_app() -> FastAPI:
    """An application whose GET routes change something."""
    app = create_sample_app()

    @app.get("/add")
    async def add(session: ReadSessionDep) -> Health:
        untyped: Any = session
        untyped.add(Planet(name="Mars"))
        await untyped.flush()
        return Health()

    @app.get("/{change}")
    async def execute(session: ReadSessionDep, change: str) -> Health:
        untyped: Any = session
        await untyped.exec(CHANGES[change])
        return Health()

    return app


@pytest.mark.parametrize("change", ["add", *CHANGES])
async def test_a_change_is_an_error(settings: Settings, change: str) -> None:
    async with run_app(changing_app()) as client:
        with pytest.raises(RuntimeError, match="This session only reads"):
            await client.get(f"/{change}")
        served = await client.get("/planets")

    assert served.json()["items"] == []


async def divide(engine: Any) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1 / 0"))


async def test_another_error_is_not_explained(read_engine: Any) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        await divide(read_engine)


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_requests_read_with_or_without_a_pooler(
    direct_settings: Settings,
    override_settings: OverrideSettings,
    transaction_pooler: bool,
) -> None:
    override_settings(
        DATABASE_URL=direct_settings.database_url,
        DB_TRANSACTION_POOLER=transaction_pooler,
    )

    async with run_app(create_sample_app()) as client:
        responses = [await client.get("/planets/1"), await client.get("/planets")]

    assert [response.status_code for response in responses] == [404, 200]


async def insert_planet(session_maker: AsyncSessionMaker) -> None:
    async with session_maker() as session:
        await session.exec(CHANGES["insert"])


async def test_a_change_fails_in_the_transaction_of_a_test_too(
    read_session_maker: AsyncSessionMaker,
) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        await insert_planet(read_session_maker)


async def read(
    settings: Settings,
    *statements: Any,
    transaction_pooler: bool,
) -> list[Any]:
    """Return the results of statements, executed in one session that only reads."""
    pool = PoolSettings(transaction_pooler=transaction_pooler, statement_timeout=1.5)
    engine = create_engine(settings, pool, read_only=True)
    session: ReadSession
    async with create_read_session_maker(engine)() as session:
        values = [(await session.exec(statement)).one() for statement in statements]
    await engine.dispose()
    return values


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_statements_share_a_transaction_only_behind_a_pooler(
    direct_settings: Settings, transaction_pooler: bool
) -> None:
    one, other = await read(
        direct_settings,
        NOW,
        NOW,
        transaction_pooler=transaction_pooler,
    )

    assert (one == other) == transaction_pooler


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_every_statement_has_the_timeouts(
    direct_settings: Settings, transaction_pooler: bool
) -> None:
    setting = select(func.current_setting("statement_timeout"))

    values = await read(
        direct_settings, setting, setting, transaction_pooler=transaction_pooler
    )

    assert values == ["1500ms", "1500ms"]


@pytest.fixture
async def direct_session(direct_settings: Settings) -> AsyncIterator[ReadSession]:
    """A session that only reads, on a connection of its own to the server."""
    pool = PoolSettings(transaction_pooler=False)
    engine = create_engine(direct_settings, pool, read_only=True)
    async with create_read_session_maker(engine)() as session:
        yield session
    await engine.dispose()


async def kill_backend(settings: Settings, session: ReadSession) -> int:
    result = await session.exec(BACKEND)
    backend: int = result.one()
    assert execute(make_url(settings.database_url), KILL.format(backend))
    return backend


async def test_a_statement_is_repeated_on_a_new_connection(
    direct_settings: Settings, direct_session: ReadSession
) -> None:
    killed = await kill_backend(direct_settings, direct_session)

    result = await direct_session.exec(BACKEND)

    assert result.one() != killed


async def test_no_statement_is_repeated_after_objects_were_read(
    direct_settings: Settings,
    direct_session: ReadSession,
    committing_session_maker: AsyncSessionMaker,
) -> None:
    async with committing_session_maker.begin() as session:
        session.add(Planet(name="Mars"))
    result = await direct_session.exec(select(Planet))
    planet = result.one()
    await kill_backend(direct_settings, direct_session)

    with pytest.raises(DBAPIError) as caught:
        await direct_session.exec(BACKEND)

    assert caught.value.connection_invalidated
    assert planet.name == "Mars"
