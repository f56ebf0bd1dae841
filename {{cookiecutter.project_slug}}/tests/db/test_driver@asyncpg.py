"""Connections of the driver: the network's options for a server that is lost."""

import socket

import pytest
from sqlalchemy import make_url

from app.config.settings import PoolSettings, Settings
from app.db.driver import TCP_OPTIONS
from app.db.engine import create_engine
from tests.support.silent_proxy import silent_proxy


@pytest.mark.parametrize("name", TCP_OPTIONS)
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
            driver = raw.driver_connection
            assert driver is not None
            used = driver._transport.get_extra_info("socket")
            keepalive = used.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            value = used.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
        await engine.dispose()

    assert keepalive
    assert value == TCP_OPTIONS[name]
