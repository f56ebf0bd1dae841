"""PgBouncer: several processes share a few connections to the server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import make_url, text

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from tests.support.load_client import load, open_clients, run_server
from tests.support.pgbouncer import run_pgbouncer

PROCESSES = 3
CLIENTS = 8
SERVER_CONNECTIONS = 3
REQUESTS = 100
PATHS = ("/planets", "/planets?kind=gas&sort=-name", "/planets/moon-counts")

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
