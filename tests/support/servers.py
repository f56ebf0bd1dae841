"""The PostgreSQL that all suites of a run share, each with databases of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.cluster import Cluster

NOBODY = 65534
PLACE = tempfile.gettempdir()
"""Read at once: the tests set another, within folders that root keeps to itself."""
PATIENCE = 60
"""Seconds for a server to start."""
CARELESS = {"fsync": "off", "full_page_writes": "off", "max_connections": "500"}


@contextmanager
def from_the_wheel() -> Iterator[str]:
    """Run the server that the generated projects bring, in a folder that goes."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        cluster = Cluster(Path(folder), temporary=True)
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            cluster.start()  # and lets go of the process, which its files tell of
        try:
            yield cluster.url("postgres")
        finally:
            cluster.stop()


def machines_own() -> list[Path]:
    """Where PostgreSQL's own binaries are, of each major version on this machine."""
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    on_path = shutil.which("postgres")
    folders = {*installed, *([Path(on_path).resolve().parent] if on_path else [])}
    return sorted(folder for folder in folders if (folder / "initdb").exists())


@contextmanager
def from_binaries(binaries: Path) -> Iterator[str]:
    """Run a server by its binaries; as root, in the name of nobody, as it demands."""
    user = NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="postgres-", dir=PLACE) as folder:
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
        options = [f"--{name}={value}" for name, value in (settings | CARELESS).items()]
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
            server.wait(PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    ready = "database system is ready to accept connections"
    while ready not in log.read_text():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
