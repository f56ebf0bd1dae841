"""Connections of the driver: the network's options for a server that is lost."""

import socket

import pytest
from sqlalchemy import make_url

from app.config.settings import PoolSettings, Settings
from app.db import driver
from app.db.driver import TCP_OPTIONS
from app.db.engine import create_engine
from dev.ports import free_port
from tests.support.silent_proxy import silent_proxy


@pytest.mark.parametrize(
    "name", ["TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT"]
)
async def test_the_network_reports_a_lost_server(
    direct_settings: Settings, name: str
) -> None:
    if not hasattr(socket, name):
        pytest.skip("the operating system lacks this option")

    with silent_proxy(make_url(direct_settings.database_url)) as proxy:
        settings = Settings(database_url=proxy.url)
        engine = create_engine(settings, PoolSettings())
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            connected = raw.driver_connection
            assert connected is not None
            used = connected._transport.get_extra_info("socket")
            keepalive = used.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            value = used.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
        await engine.dispose()

    assert keepalive
    assert value == TCP_OPTIONS[name]


async def test_a_ping_closes_a_connection_to_a_silent_server(
    direct_settings: Settings,
) -> None:
    with silent_proxy(make_url(direct_settings.database_url)) as proxy:
        settings = Settings(database_url=proxy.url)
        engine = create_engine(settings, PoolSettings())
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            connected = raw.driver_connection
            assert connected is not None
            proxy.fall_silent()
            with pytest.raises(Exception, match="does not respond"):
                await connected.execute("SELECT 1", timeout=0.2)
            is_closed = connected.is_closed()
            await connection.invalidate()
        await engine.dispose()

    assert is_closed


async def test_the_error_of_the_only_host_is_raised() -> None:
    with pytest.raises(ConnectionRefusedError):
        await driver.connect(host="127.0.0.1", port=free_port())


async def test_the_errors_of_all_hosts_are_raised() -> None:
    hosts = ["127.0.0.1", "127.0.0.1"]

    with pytest.raises(ExceptionGroup) as caught:
        await driver.connect(host=hosts, port=[free_port(), free_port()])

    assert len(caught.value.exceptions) == 2
