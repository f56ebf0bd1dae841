"""The engine: pool, timeouts, prepared statements, URL parameters; its sessions."""

import logging
from typing import Any

import pytest
from sqlalchemy import NullPool, make_url, text

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.db.engine_options import APPLICATION_NAME, engine_arguments
from app.db.session import AsyncSessionMaker
from tests.support.sample.planets import Planet

TIMEOUTS = {
    "statement_timeout": 1.5,
    "lock_timeout": 2,
    "idle_in_transaction_timeout": 3,
}
SHOW = (
    "SHOW statement_timeout",
    "SHOW lock_timeout",
    "SHOW idle_in_transaction_session_timeout",
)
PREPARED = "SELECT count(*) FROM pg_prepared_statements"


def pool_of(**values: Any) -> PoolSettings:
    return PoolSettings(**{"pooled": True, "transaction_pooler": False, **values})


async def query(
    settings: Settings,
    pool: PoolSettings,
    *statements: str,
) -> list[Any]:
    """Return the results of statements, run in one transaction on a new engine."""
    engine = create_engine(settings, pool)
    async with engine.begin() as connection:
        values = [await connection.scalar(text(statement)) for statement in statements]
    await engine.dispose()
    return values


def test_the_pool_is_configured_by_the_settings(
    direct_settings: Settings,
) -> None:
    pool = pool_of(
        pool_size=3,
        max_overflow=4,
        pool_timeout=5,
        pool_recycle=6,
    )

    assert engine_arguments(direct_settings, pool) == {
        "echo": False,
        "hide_parameters": True,
        "pool_size": 3,
        "max_overflow": 4,
        "pool_timeout": 5,
        "pool_recycle": 6,
        "pool_use_lifo": True,
    }


def test_without_a_pool_connections_are_not_kept(direct_settings: Settings) -> None:
    arguments = engine_arguments(direct_settings, pool_of(pooled=False))

    assert arguments["poolclass"] is NullPool
    assert "pool_size" not in arguments


@pytest.mark.parametrize(("pooled", "connections"), [(True, 1), (False, 2)])
async def test_connections_are_reused_only_with_a_pool(
    direct_settings: Settings, pooled: bool, connections: int
) -> None:
    engine = create_engine(direct_settings, pool_of(pooled=pooled))
    backends = set()
    for _ in range(2):
        async with engine.connect() as connection:
            backend = await connection.scalar(text("SELECT pg_backend_pid()"))
        backends.add(backend)
    await engine.dispose()

    assert len(backends) == connections


async def test_sql_is_logged_if_asked_for(
    direct_settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with_sql_log = direct_settings.model_copy(
        update={"environment": "development", "log_sql": True}
    )

    with caplog.at_level(logging.INFO, logger="sqlalchemy.engine"):
        await query(with_sql_log, pool_of(), "SELECT 'logged statement'")

    assert "logged statement" in caplog.text


@pytest.mark.parametrize(
    ("transaction_pooler", "source"), [(False, "client"), (True, "session")]
)
async def test_every_transaction_has_the_timeouts(
    direct_settings: Settings, transaction_pooler: bool, source: str
) -> None:
    pool = pool_of(transaction_pooler=transaction_pooler, **TIMEOUTS)
    source_of_timeout = (
        "SELECT source FROM pg_settings WHERE name = 'statement_timeout'"
    )

    values = await query(direct_settings, pool, *SHOW, source_of_timeout)

    assert values == ["1500ms", "2s", "3s", source]


async def test_behind_a_pooler_timeouts_end_with_the_transaction(
    direct_settings: Settings,
) -> None:
    engine = create_engine(
        direct_settings, pool_of(transaction_pooler=True, **TIMEOUTS)
    )
    show = text("SHOW statement_timeout")
    async with engine.connect() as connection:
        within = await connection.scalar(show)
        await connection.rollback()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        outside = await connection.scalar(show)
    await engine.dispose()

    assert within == "1500ms"
    assert outside != within


@pytest.mark.parametrize("transaction_pooler", [False, True])
async def test_statements_are_prepared_unless_behind_a_pooler(
    direct_settings: Settings,
    transaction_pooler: bool,
) -> None:
    pool = pool_of(transaction_pooler=transaction_pooler)

    values = await query(direct_settings, pool, *["SELECT 1"] * 10, PREPARED)

    assert (values[-1] == 0) == transaction_pooler


async def test_connections_carry_the_name_of_the_service(
    direct_settings: Settings,
) -> None:
    values = await query(direct_settings, pool_of(), "SHOW application_name")

    assert values == [APPLICATION_NAME]


@pytest.mark.parametrize("parameter", ["sslmode", "ssl"])
async def test_the_driver_understands_the_parameters_of_the_url(
    direct_settings: Settings,
    parameter: str,
) -> None:
    url = make_url(direct_settings.database_url).difference_update_query(
        ["ssl", "sslmode"]
    )
    url = url.update_query_dict({parameter: "prefer"})
    settings = Settings(database_url=url.render_as_string(hide_password=False))

    assert await query(settings, pool_of(), "SELECT 1") == [1]


async def test_an_object_can_be_read_after_its_commit(
    session_maker: AsyncSessionMaker,
) -> None:
    planet = Planet(name="Mars")
    async with session_maker() as session:
        session.add(planet)
        await session.commit()

    assert planet.name == "Mars"
