"""PgBouncer: several processes share a few connections to the server."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import URL, make_url, text

from app.config.database_url import driver_url
from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.errors import UnavailableError
from dev.ports import free_port
from tests.support.load_client import load, open_clients
from tests.support.pgbouncer import BINARY, run_pgbouncer
from tests.support.run_server import run_server
from tests.support.silent_proxy import silent_proxy

PROCESSES = 3
CLIENTS = 8
SERVER_CONNECTIONS = 3
REQUESTS = 100
PATHS = ("/planets", "/planets?kind=gas&sort=-name", "/planets/moon-counts")

# Less than PgBouncer's default, and much more than the service's.
RECOVERY_SECONDS = 8.0

PREPARED = "SELECT pg_backend_pid(), count(name) FROM pg_prepared_statements"


@pytest.fixture
def few_connections(
    direct_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The settings of the test database, behind a PgBouncer with few connections."""
    server = make_url(direct_settings.database_url)
    with run_pgbouncer(server, SERVER_CONNECTIONS) as url:
        database_url = url.render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", database_url)
        yield direct_settings.model_copy(update={"database_url": database_url})


async def test_many_clients_share_few_connections_without_prepared_statements(
    few_connections: Settings,
) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(PROCESSES) as threads:
        ports = [stack.enter_context(run_server()) for _ in range(PROCESSES)]
        clients = [
            stack.enter_context(open_clients(port, path, CLIENTS))
            for port, path in zip(ports, PATHS, strict=True)
        ]
        loads = [threads.submit(load, each, REQUESTS) for each in clients]
        statuses = [each.result() for each in loads]

    assert statuses == [{200: REQUESTS}] * PROCESSES
    engine = create_engine(few_connections, PoolSettings())
    counts = {}
    # Open at the same time, so that each has another server connection.
    async with (
        engine.connect() as one,
        engine.connect() as two,
        engine.connect() as three,
    ):
        for connection in (one, two, three):
            rows = await connection.execute(text(PREPARED))
            backend, count = rows.one()
            counts[backend] = count
    await engine.dispose()
    assert list(counts.values()) == [0] * SERVER_CONNECTIONS


async def is_served(url: URL) -> bool:
    settings = Settings.model_construct(
        database_url=driver_url(url.render_as_string(hide_password=False))
    )
    engine = create_engine(settings, PoolSettings(connect_timeout=0.5))
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except UnavailableError:
        return False
    finally:
        await engine.dispose()
    return True


@pytest.mark.skipif(BINARY is None, reason="PgBouncer is not installed")
async def test_a_server_that_has_restarted_is_used_soon(
    direct_settings: Settings,
) -> None:
    server = make_url(direct_settings.database_url)
    port = free_port() or 0
    with run_pgbouncer(server.set(host="127.0.0.1", port=port, query={}), 1) as url:
        while_down = await is_served(url)
        deadline = time.monotonic() + RECOVERY_SECONDS
        with silent_proxy(server, port):
            while not (after := await is_served(url)) and time.monotonic() < deadline:
                time.sleep(0.05)

    assert not while_down
    assert after
