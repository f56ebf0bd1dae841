"""Connections of the driver: the network's options for a server that is lost."""

import os
import socket

import pytest
from sqlalchemy import make_url

from app.config.settings import PoolSettings, Settings
from app.db.driver import TCP_OPTIONS
from app.db.engine import create_engine
from tests.support.silent_proxy import silent_proxy

NAMES = {
    "TCP_KEEPIDLE": "keepalives_idle",
    "TCP_KEEPINTVL": "keepalives_interval",
    "TCP_KEEPCNT": "keepalives_count",
    "TCP_USER_TIMEOUT": "tcp_user_timeout",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_network_reports_a_lost_server(
    direct_settings: Settings, name: str
) -> None:
    if not hasattr(socket, name):
        pytest.skip("the operating system lacks this option")

    with silent_proxy(make_url(direct_settings.database_url)) as proxy:
        settings = Settings(database_url=proxy.url)
        engine = create_engine(settings, PoolSettings())
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with socket.socket(fileno=os.dup(driver.fileno())) as used:
                keepalive = used.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                value = used.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
        engine.dispose()

    assert keepalive
    assert value == TCP_OPTIONS[NAMES[name]]
