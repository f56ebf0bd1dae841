"""Several hosts in DATABASE_URL: the service uses the first that fits."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from sqlalchemy import URL, make_url, text

from app.config.database_url import driver_url
from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.errors import UnavailableError
from dev.ports import free_port
from tests.support.databases import new_database
from tests.support.server import execute
from tests.support.silent_proxy import SilentProxy, silent_proxy

LIBPQ = "@127.0.0.1:{one},127.0.0.1:{other}/{database}?"
FORMS = (
    LIBPQ,
    "@/{database}?host=127.0.0.1:{one}&host=127.0.0.1:{other}&",
    "@/{database}?host=127.0.0.1,127.0.0.1&port={one},{other}&",
)
IS_WRITABLE = "SELECT current_setting('transaction_read_only') = 'off'"


def settings_of(
    server: URL, one: int, other: int, wanted: str = "any", form: str = LIBPQ
) -> Settings:
    """Return settings with two ports of this machine as hosts."""
    address = form.format(one=one, other=other, database=server.database)
    user = f"{server.username}:{server.password or ''}"
    query = f"sslmode=disable&target_session_attrs={wanted}"
    url = driver_url(f"postgresql://{user}{address}{query}")
    return Settings.model_construct(database_url=url)


async def query(settings: Settings, statement: str, *, read_only: bool = False) -> Any:
    pool = PoolSettings(transaction_pooler=False, connect_timeout=0.3)
    engine = create_engine(settings, pool, read_only=read_only)
    async with engine.connect() as connection:
        value = await connection.scalar(text(statement))
    await engine.dispose()
    return value


@pytest.fixture
def server(direct_settings: Settings) -> URL:
    return make_url(direct_settings.database_url)


@pytest.fixture
def proxy(server: URL) -> Iterator[SilentProxy]:
    """A host that leads to the server."""
    with silent_proxy(server) as proxy:
        yield proxy


@pytest.mark.parametrize("form", FORMS)
async def test_a_host_that_refuses_connections_is_skipped(
    server: URL, proxy: SilentProxy, form: str
) -> None:
    settings = settings_of(server, free_port() or 0, proxy.port, form=form)

    assert await query(settings, "SELECT 1") == 1


async def test_a_host_that_does_not_respond_is_skipped(
    server: URL, proxy: SilentProxy
) -> None:
    with silent_proxy(server) as silent:
        silent.fall_silent()
        settings = settings_of(server, silent.port, proxy.port)

        assert await query(settings, "SELECT 1") == 1


async def test_without_any_host_the_service_is_unavailable(server: URL) -> None:
    settings = settings_of(server, free_port() or 0, free_port() or 0)

    with pytest.raises(UnavailableError) as caught:
        await query(settings, "SELECT 1")

    assert caught.value.__cause__ is not None


@pytest.fixture
def standby_and_primary() -> Iterator[tuple[URL, int, int]]:
    """A server with the ports of two hosts: only through the second one it writes."""
    with new_database("hosts") as settings, ExitStack() as stack:
        server = make_url(settings.database_url)

        def set_read_only(value: str) -> None:
            execute(
                make_url(os.environ["TEST_DATABASE_URL"]),
                f'ALTER DATABASE "{server.database}" '
                f"SET default_transaction_read_only = {value}",
            )

        proxies = [
            silent_proxy(server, on_connect=partial(set_read_only, value))
            for value in ("on", "off")
        ]
        ports = [stack.enter_context(proxy).port for proxy in proxies]
        yield server, ports[0], ports[1]


@pytest.mark.parametrize(
    ("wanted", "is_writable"),
    [("any", False), ("read-write", True), ("read-only", False)],
)
async def test_the_first_host_in_the_wanted_state_is_used(
    standby_and_primary: tuple[URL, int, int], wanted: str, is_writable: bool
) -> None:
    settings = settings_of(*standby_and_primary, wanted)

    assert await query(settings, IS_WRITABLE) is is_writable


@pytest.mark.parametrize("wanted", ["any", "read-write", "primary", "prefer-standby"])
async def test_sessions_that_only_read_find_a_primary(
    server: URL, proxy: SilentProxy, wanted: str
) -> None:
    settings = settings_of(server, free_port() or 0, proxy.port, wanted)

    assert await query(settings, "SELECT 1", read_only=True) == 1


async def test_a_primary_serves_if_no_host_is_the_preferred_standby(
    server: URL, proxy: SilentProxy
) -> None:
    dead = free_port() or 0
    settings = settings_of(server, dead, proxy.port, "prefer-standby")

    assert await query(settings, "SELECT 1") == 1
