"""The service while its database is frozen, and while the network drops all packets.

A check copies this file into projects of both drivers, and runs it with a PostgreSQL in
the project's folder, which only these tests use. The tests that drop packets need a
network namespace of their own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial

import pytest
from dev import postgres
from dev.ports import free_port
from fastapi import FastAPI
from httpx2 import Client
from sqlalchemy import URL, make_url
from tests.support.embedded_servers import temporary_folders
from tests.support.sample.work import sleep
from tests.support.server import execute
from tests.support.wait_for_port import wait_for_port

from app.api.transactions import RunInTransactionDep
from app.config.settings import Settings
from app.db.engine_options import CLIENT_MARGIN_SECONDS
from app.main import create_app
from tests.support import ping

LIMITS = {
    "DB_POOL_TIMEOUT": 2,
    "DB_CONNECT_TIMEOUT": 2,
    "DB_STATEMENT_TIMEOUT": 3,
}
LIMIT_SECONDS = sum(LIMITS.values()) + CLIENT_MARGIN_SECONDS + 8
"""All limits one after the other, and some seconds for a busy machine.

It is shorter than the 30 seconds after which TCP itself gives up a connection.
"""

SLEEPING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()
"""
CHILDREN = "SELECT array_agg(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
RULES = """
    add table inet outage
    add chain inet outage received { type filter hook input priority 0; }
    add rule inet outage received tcp dport PORT drop
    add rule inet outage received tcp sport PORT drop
"""

Outage = Callable[[], AbstractContextManager[None]]


def create() -> FastAPI:
    """Create the application, with a route that waits for the database."""
    app = create_app()
    app.include_router(ping.router)

    @app.get("/slow")
    async def slow(run: RunInTransactionDep) -> None:
        await run(partial(sleep, seconds=60))

    return app


@contextmanager
def frozen(server: URL) -> Iterator[None]:
    """Stop all processes of PostgreSQL; the kernel still takes what they are sent."""
    [home] = temporary_folders(postgres.PROJECT)
    postmaster = int((home / "data" / "postmaster.pid").read_text().split()[0])
    processes = [postmaster, *execute(server, CHILDREN)]
    try:
        send(signal.SIGSTOP, processes)
        yield
    finally:
        send(signal.SIGCONT, processes)


def send(sent: signal.Signals, processes: list[int]) -> None:
    for process in processes:
        # Some of PostgreSQL's processes live only for a moment.
        with suppress(ProcessLookupError):
            os.kill(process, sent)


@contextmanager
def dropped(server: URL) -> Iterator[None]:
    """Drop all packets from and to PostgreSQL: no connection is refused or reset."""
    rules = RULES.replace("PORT", str(server.port))
    subprocess.run(["nft", "--file", "-"], input=rules, text=True, check=True)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete table inet outage"], check=True)


OUTAGES = {"frozen": frozen, "dropped": dropped}


@pytest.fixture(params=OUTAGES)
def outage(request: pytest.FixtureRequest, settings: Settings) -> Outage:
    return partial(OUTAGES[request.param], make_url(settings.database_url))


@contextmanager
def run_service() -> Iterator[tuple["subprocess.Popen[bytes]", Client]]:
    """Start the service as a process, and yield it with a client."""
    port = free_port() or 0
    options = ["--factory", f"--port={port}", "--timeout-graceful-shutdown=1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "tests.test_outages:create", *options],
        env=os.environ | {name: str(value) for name, value in LIMITS.items()},
    )
    try:
        wait_for_port(server, port)
        address = f"http://127.0.0.1:{port}"
        with Client(base_url=address, timeout=LIMIT_SECONDS) as client:
            yield server, client
    finally:
        server.kill()
        server.wait()


def wait_for_the_slow_request(settings: Settings) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not execute(make_url(settings.database_url), SLEEPING):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_request_ends_and_the_service_serves_again(
    settings: Settings, outage: Outage
) -> None:
    with run_service() as (_, client), ThreadPoolExecutor(20) as threads:

        def get(path: str) -> int:
            return client.get(path).status_code

        before = {*threads.map(get, ["/ping"] * 20)}  # leaves some idle connections
        slow = threads.submit(get, "/slow")
        wait_for_the_slow_request(settings)
        with outage():
            others = {*threads.map(get, ["/ping"] * 15)}
            interrupted = slow.result()
        after = {*threads.map(get, ["/ping"] * 20)}

    assert before == {200}
    assert interrupted == 503
    assert others == {503}
    assert after == {200}


def test_the_service_ends_in_an_outage(settings: Settings, outage: Outage) -> None:
    with run_service() as (server, client), ThreadPoolExecutor() as threads:
        client.get("/ping")
        slow = threads.submit(client.get, "/slow")
        wait_for_the_slow_request(settings)
        with outage():
            server.terminate()
            server.wait(LIMIT_SECONDS)

    assert slow.exception() or slow.result().status_code >= 500


def test_the_service_starts_in_an_outage(settings: Settings, outage: Outage) -> None:
    with outage(), run_service() as (server, client):
        response = client.get("/ping")
        server.terminate()
        server.wait(LIMIT_SECONDS)

    assert response.status_code == 503
