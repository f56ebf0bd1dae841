"""Releases of a running service. Runs in a baked project, against its teams."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from alembic import command
from dev.ports import free_port
from httpx2 import Client
from sqlalchemy import URL, make_url, text
from tests.support.databases import new_database
from tests.support.revisions import alembic_config, copy_project, new_revision
from tests.support.server import execute
from tests.support.sync_connection import sync_connection
from tests.support.wait_for_port import wait_for_port

EXPAND = """
op.add_column("teams", sa.Column("motto", sa.Text()))
op.alter_column("teams", "name", type_=sa.String(200))
"""
ALTER = 'op.alter_column("teams", "description", type_=sa.Text())'
CONTRACT = 'op.drop_column("teams", "legacy")'
NEW_COLUMN = "    motto: str | None = Field(default=None, sa_type=Text)\n    name: "

INDEX = """
op.add_column("teams", sa.Column("motto", sa.Text()), if_not_exists=True)
with op.get_context().autocommit_block():
    op.create_index("ix_motto", "teams", ["motto"], postgresql_concurrently=True)
"""
INDEX_STATE = """
    SELECT bool_and(indisvalid) FROM pg_index JOIN pg_class ON oid = indexrelid
    WHERE relname = 'ix_motto'
"""
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
PATIENCE = 60
MAX_REQUESTS = 2000


@pytest.fixture
def database() -> Iterator[URL]:
    with new_database("releases") as settings:
        yield make_url(settings.database_url)


@pytest.fixture
def old(tmp_path: Path, database: URL) -> Path:
    """The code of the old release, on a migrated database."""
    old = copy_project(tmp_path / "old")
    command.upgrade(alembic_config(old), "head")
    execute(database, "ALTER TABLE teams ADD legacy text")
    return old


@pytest.fixture
def new(tmp_path: Path, old: Path) -> Path:
    """The code of the new release, whose model has one more column."""
    new = copy_project(tmp_path / "new")
    models = new / "app" / "teams" / "models.py"
    source = models.read_text()
    assert source.count("    name: ") == 1
    models.write_text(
        "from sqlalchemy import Text\n" + source.replace("    name: ", NEW_COLUMN)
    )
    return new


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run the code of a folder, with few connections, and yield its address."""
    port = free_port() or 0
    options = ["--log-level=warning", f"--port={port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "app.asgi:app", *options],
        cwd=folder,
        env=os.environ | {"DB_POOL_SIZE": "3"},
    )
    try:
        wait_for_port(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def use(address: str, number: int, end: Event, statuses: Counter[str]) -> None:
    """Read and change teams until the end."""
    with Client(base_url=address, timeout=PATIENCE) as client:
        for turn in range(MAX_REQUESTS):
            if end.is_set():
                return
            requests: list[tuple[str, str, object]] = [
                ("GET", "/teams", None),
                ("GET", "/teams/1", None),
                ("PATCH", f"/teams/{number}", {"description": f"turn {turn}"}),
                ("POST", "/teams", {"name": str(uuid4())}),
            ]
            for method, path, body in requests:
                response = client.request(method, path, json=body)
                statuses[f"{method} {response.status_code}"] += 1


@contextmanager
def load(*addresses: str) -> Iterator[Callable[[], None]]:
    """Use the services during the block; check the responses at its end.

    Yields a function that waits until each connection has prepared its statements.
    """
    end, statuses = Event(), Counter[str]()

    def more() -> None:
        wanted = statuses.total() + 120 * len(addresses)
        wait_until(lambda: statuses.total() >= wanted)

    with ThreadPoolExecutor() as threads:
        clients = [
            threads.submit(use, address, number, end, statuses)
            for address in addresses
            for number in (1, 2, 3)
        ]
        try:
            yield more
        finally:
            end.set()
    for client in clients:
        client.result()
    print(statuses)
    errors = {name for name in statuses if " 5" in name}
    # Their stale statement is the first one, so it is repeated. A change has others.
    assert errors <= {"PATCH 503", "POST 503"}
    assert sum(statuses[name] for name in errors) <= 3 * len(addresses)
    assert statuses["GET 200"] >= 100


def wait_until(is_done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_rolling_release_fails_no_request(old: Path, new: Path) -> None:
    with running(old) as address, Client(base_url=address) as client:
        for number in (1, 2, 3):
            created = client.post("/teams", json={"name": f"team {number}"})
            assert created.status_code == 201
        with load(address) as more:
            more()
            for work in (EXPAND, ALTER):
                new_revision(old, work)
                command.upgrade(alembic_config(old), "head")
                more()
        with running(new) as new_address, load(address, new_address) as more:
            more()
            new_revision(old, CONTRACT)
            command.upgrade(alembic_config(old), "head")
            more()


# The shell of a script lets the commands that it starts with & ignore SIGINT.
IN_BACKGROUND = ["sh", "-c", "trap '' INT; exec \"$@\"", "-"]


def start_migration(folder: Path, *prefix: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(
    ("by", "prefix"),
    [(signal.SIGTERM, []), (signal.SIGTERM, IN_BACKGROUND), (signal.SIGKILL, [])],
)
def test_an_interrupted_index_is_finished_by_the_next_run(
    old: Path, database: URL, by: signal.Signals, prefix: list[str]
) -> None:
    new_revision(old, INDEX)

    with sync_connection(database) as run:
        # CREATE INDEX CONCURRENTLY waits for this transaction.
        run(lambda connection: connection.execute(text(SNAPSHOT)))
        run(lambda connection: connection.execute(text("SELECT 1")))
        first = start_migration(old, *prefix)
        wait_until(lambda: execute(database, INDEX_STATE) is False)
        first.send_signal(by)
        output, _ = first.communicate(timeout=PATIENCE)
        second = start_migration(old)
    # The transaction has ended; the server may still build for the killed process.
    progress, _ = second.communicate(timeout=PATIENCE)

    assert first.returncode != 0
    assert "Traceback" not in output
    assert ("Interrupted" in output) == (by == signal.SIGTERM)
    assert second.returncode == 0, progress
    assert "has left the" in progress
    assert execute(database, INDEX_STATE) is True
