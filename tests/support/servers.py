"""PostgreSQL servers for the tests of baked projects, which share one in each run."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
TEMPORARY_FOLDERS = tempfile.gettempdir()
"""Read on import: the tests set another folder later, which only root may enter."""
TIMEOUT = 60
"""Seconds for a server to start or to stop."""
UNSAFE_BUT_FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "500"}


@contextmanager
def from_the_wheel() -> Iterator[str]:
    """Run the server of the generated projects in a temporary folder, yield its URL."""
    with without_bytecode():
        from dev.postgres.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        cluster = Cluster(Path(folder), temporary=True)
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            cluster.start()  # does not wait for the process, whose id is in a file
        try:
            yield cluster.url("postgres")
        finally:
            cluster.stop()


@contextmanager
def without_bytecode() -> Iterator[None]:
    """Import in the block without writing `__pycache__` to the template's folders."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def installed_binaries() -> list[Path]:
    """Return the folders with PostgreSQL's binaries, one of each major version."""
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    on_path = shutil.which("postgres")
    folders = {*installed, *([Path(on_path).resolve().parent] if on_path else [])}
    return sorted(folder for folder in folders if (folder / "initdb").exists())


@contextmanager
def from_binaries(binaries: Path) -> Iterator[str]:
    """Run a server from its binaries and yield its URL.

    Root runs it as the user nobody, since PostgreSQL does not run as root.
    """
    user = NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(
        prefix="postgres-", dir=TEMPORARY_FOLDERS
    ) as folder:
        if user:
            os.chown(folder, user, user)
        data, log = Path(folder, "data"), Path(folder, "log")
        how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [binaries / "initdb", "-D", data, *how],
            user=user,
            cwd=folder,
            check=True,
            capture_output=True,
        )
        port = free_port()
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [
            f"--{name}={value}" for name, value in (settings | UNSAFE_BUT_FAST).items()
        ]
        with log.open("w") as output:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, f"--port={port}", *options],
                user=user,
                cwd=folder,
                stdout=output,
                stderr=output,
            )
        try:
            wait_for(server, port, log)
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(TIMEOUT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + TIMEOUT
    ready = "database system is ready to accept "  # connections, or read-only ones
    while ready not in log.read_text():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
