"""Replicas that are stopped, too old, or promoted."""

from types import SimpleNamespace
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import make_url

from app.config.settings import PoolSettings, Settings
from app.db import engine_options
from app.db.concurrency import sleep
from app.db.engine import create_engine
from app.db.replicas import servers
from app.errors import UnavailableError
from dev.ports import free_port
from tests.support.replicated import (
    ATTEMPTS,
    Replicated,
    create_replicated_app,
    expect_position,
    start_standby,
)
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings
from tests.support.silent_proxy import silent_proxy


async def port_of(client: AsyncClient) -> int:
    response = await client.get("/server")
    assert response.status_code == 200, response.text
    port: int = response.json()["port"]
    return port


async def wait_for(client: AsyncClient, port: int) -> None:
    """Wait until this server responds to reads."""
    for _ in range(ATTEMPTS):
        if await port_of(client) == port:
            return
        await sleep(0.02)
    raise AssertionError("it has read from the other server only")


def elsewhere(url: str) -> str:
    """Return the URL with a port on which no server listens."""
    return make_url(url).set(port=free_port()).render_as_string(hide_password=False)


@pytest.fixture
def soon_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "AWAY_SECONDS", 0.05)


async def test_a_stopped_replica_is_passed_over_until_it_is_back(
    replicated: Replicated, soon_back: None
) -> None:
    standby = replicated.pair.standby
    async with run_app(create_replicated_app()) as client:
        before = await port_of(client)
        standby.stop()
        ports = {await port_of(client) for _ in range(10)}
        start_standby(replicated.pair)
        await wait_for(client, replicated.replica_port)

    assert before == replicated.replica_port
    assert ports == {replicated.primary_port}


async def test_a_replica_that_is_away_at_the_start_is_found_later(
    replicated: Replicated, soon_back: None
) -> None:
    standby = replicated.pair.standby
    standby.stop()
    async with run_app(create_replicated_app()) as client:
        before = await port_of(client)
        start_standby(replicated.pair)
        await wait_for(client, replicated.replica_port)

    assert before == replicated.primary_port


async def test_while_replicas_are_passed_over_only_one_request_tries_them(
    replicated: Replicated, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_replicated_app()
    async with run_app(app):
        replicas: servers.Replicas = app.state.replicas
        monkeypatch.setattr(servers, "AWAY_SECONDS", 0.0)
        replicas.pass_over(UnavailableError("away"))
        monkeypatch.undo()
        first, second = replicas.may_respond(), replicas.may_respond()
        replicas.have_responded()

        assert (first, second) == (True, False)
        assert replicas.may_respond()


async def test_a_replica_that_is_too_old_is_passed_over(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    override_settings(REPLICA_MAX_LAG=0.1)
    async with run_app(create_replicated_app()) as client:
        with replicated.paused():
            created = await client.post("/planets", json={"name": "Mars"})
            client.cookies.clear()
            await wait_for(client, replicated.primary_port)
            planets = await client.get("/planets")
        await wait_for(client, replicated.replica_port)

    assert [each["id"] for each in planets.json()["items"]] == [created.json()["id"]]


def test_the_last_position_but_one_is_recent_enough(settings: Settings) -> None:
    engine: Any = create_engine(settings, PoolSettings(), read_only=True)
    sync_engine = getattr(engine, "sync_engine", engine)
    replicas = servers.Replicas(sync_engine, transaction_pooler=False)
    known: Any = SimpleNamespace(info={servers.REPLAYED: 15})  # nobody is asked

    replicas.expect(10)
    replicas.expect(20)

    assert replicas.are_recent(known, required=0)
    assert replicas.are_recent(known, required=15)


async def test_without_any_server_a_read_is_a_503(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    url = elsewhere(replicated.pair.url(replicated.name))
    override_settings(DATABASE_URL=url, REPLICA_URL=url)
    async with run_app(create_replicated_app()) as client:
        response = await client.get("/server")

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


async def test_a_replica_serves_while_the_primary_is_away(
    replicated: Replicated, override_settings: OverrideSettings
) -> None:
    override_settings(
        REPLICA_MAX_LAG=0.1,
        DATABASE_URL=elsewhere(replicated.pair.url(replicated.name)),
    )
    async with run_app(create_replicated_app()) as client:
        ports = [await port_of(client) for _ in range(3)]

    assert ports == [replicated.replica_port] * 3


async def test_a_replica_that_falls_silent_is_passed_over(
    replicated: Replicated,
    override_settings: OverrideSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_options, "CLIENT_MARGIN_SECONDS", 0.2)
    with silent_proxy(make_url(replicated.pair.standby.url(replicated.name))) as proxy:
        override_settings(REPLICA_URL=proxy.url, DB_STATEMENT_TIMEOUT=1)
        app = create_replicated_app()
        async with run_app(app) as client:
            await expect_position(app)
            before = await port_of(client)
            proxy.fall_silent()
            failed = await client.get("/server")
            after = await port_of(client)

    assert before == replicated.replica_port
    assert failed.status_code == 503
    assert after == replicated.primary_port


async def test_a_promoted_replica_goes_on_serving(own_pair: Replicated) -> None:
    async with run_app(create_replicated_app()) as client:
        before = await port_of(client)
        own_pair.pair.standby.promote()
        after = await port_of(client)

    assert own_pair.on_replica("SELECT NOT pg_is_in_recovery()")
    assert before == after == own_pair.replica_port


@pytest.mark.parametrize(
    ("host", "port"),
    [(["a", "b", "c"], [1, 2, 3]), ("a,b,c", "1,2,3"), ("a", "1"), ("a", None)],
)
def test_hosts_are_shuffled_with_their_ports(host: Any, port: Any) -> None:
    seen = set[str]()
    for _ in range(50):
        options: dict[str, Any] = {"host": host, "port": port, "user": "x"}
        servers._shuffle_hosts(None, None, None, options)
        seen.add(f"{options['host']} {options['port']}")

    assert len(seen) == (6 if len(host) > 1 else 1)
    assert f"{host} {port}" in seen
