"""Connections that were idle in the pool: what is sent, and which are replaced."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import make_url, text

from app.config.settings import PoolSettings, Settings
from app.db import driver, idle_connections
from app.db.concurrency import sleep
from app.db.engine import create_engine
from tests.support.databases import new_database
from tests.support.server import execute
from tests.support.silent_proxy import silent_proxy

PING_AFTER = 0.001
LONGER = 0.01
BACKEND = text("SELECT pg_backend_pid()")
KILL = "SELECT pg_terminate_backend({}, 10000)"  # waits until it has ended


@pytest.fixture
def own_database() -> Iterator[Settings]:
    """A dedicated database, whose connections can be killed."""
    with new_database("idle") as settings:
        yield settings


@pytest.fixture
def pings(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time limits of the pings."""
    pings: list[float] = []

    def count(connection: Any, time_limit: float) -> None:
        pings.append(time_limit)
        driver.ping(connection, time_limit)

    monkeypatch.setattr(idle_connections, "ping", count)
    return pings


def engine_of(settings: Settings, *, read_only: bool = False, **values: Any) -> Any:
    pool = PoolSettings(pooled=True, transaction_pooler=False, **values)
    return create_engine(settings, pool, read_only=read_only)


async def backends(engine: Any, count: int = 1) -> list[int]:
    """Return the server processes of connections that are used at the same time."""
    connections = [await engine.connect() for _ in range(count)]
    found = [await connection.scalar(BACKEND) for connection in connections]
    for connection in connections:
        await connection.close()
    return found


@pytest.mark.parametrize(("ping_after", "count"), [(3600, 0), (PING_AFTER, 2)])
@pytest.mark.parametrize("read_only", [False, True])
async def test_only_long_idle_connections_are_pinged(
    direct_settings: Settings,
    pings: list[float],
    ping_after: float,
    count: int,
    read_only: bool,
) -> None:
    engine = engine_of(
        direct_settings,
        read_only=read_only,
        pool_ping_after=ping_after,
        connect_timeout=4,
    )
    used = []
    for _ in range(3):
        used += await backends(engine)
        await sleep(LONGER)
    await engine.dispose()

    assert len({*used}) == 1
    assert pings == [4.0] * count


@pytest.mark.parametrize("read_only", [False, True])
async def test_connections_that_the_server_has_closed_are_replaced(
    own_database: Settings, read_only: bool
) -> None:
    engine = engine_of(own_database, read_only=read_only, pool_ping_after=3600)
    before = await backends(engine, 2)
    for backend in before:
        assert execute(make_url(own_database.database_url), KILL.format(backend))

    after = await backends(engine, 2)

    await engine.dispose()
    assert {*before}.isdisjoint(after)


async def test_a_connection_that_does_not_respond_is_replaced(
    direct_settings: Settings,
) -> None:
    with silent_proxy(make_url(direct_settings.database_url)) as proxy:
        settings = Settings(database_url=proxy.url)
        # A statement would wait longer than the proxy does.
        engine = engine_of(
            settings,
            pool_ping_after=PING_AFTER,
            connect_timeout=0.5,
            statement_timeout=600,
        )
        before = await backends(engine)
        await sleep(LONGER)
        proxy.fall_silent()
        proxy.recover()

        after = await backends(engine)

        await engine.dispose()
        assert not proxy.gave_up.is_set()
    assert before != after
