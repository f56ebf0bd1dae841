"""PgBouncer between the tests and the server, as in production."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from app.config.settings import Settings, get_settings
from dev.ports import free_port
from dev.postgres import PROJECT
from tests.support.settings import forget_settings
from tests.support.wait_for_port import TIMEOUT, wait_for_port

BINARY = shutil.which("pgbouncer", path=f"{os.environ.get('PATH')}:/usr/sbin")
NOBODY = 65534


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    through = "through PgBouncer" if BINARY else "directly: PgBouncer is not installed"
    terminalreporter.write_line(f"The tests reached PostgreSQL {through}.")


@contextmanager
def run_pgbouncer(server: URL, pool_size: int) -> Iterator[URL]:
    """Run PgBouncer in front of a server, and yield the URL of PgBouncer."""
    if BINARY is None:
        yield server
        return
    port = free_port() or 0
    with tempfile.TemporaryDirectory() as folder:
        command = [BINARY, _configure(Path(folder), server, port, pool_size)]
        process = subprocess.Popen(
            command, user=_user(Path(folder)), stderr=subprocess.DEVNULL
        )
        try:
            wait_for_port(process, port)
            yield server.set(host="127.0.0.1", port=port, query={})
        finally:
            process.terminate()
            process.wait(TIMEOUT)


def _configure(folder: Path, server: URL, own_port: int, pool_size: int) -> str:
    """Write a configuration like the service's, with other addresses and pool size."""
    name, password = server.username or "postgres", server.password or ""
    (folder / "users").write_text(f'"{name}" "{password}"\n')
    ini = ConfigParser(interpolation=None)
    ini.read(PROJECT / "pgbouncer.ini")
    host = server.host or server.query.get("host")
    ini["databases"]["*"] = f"host={host} port={server.port or 5432}"
    ini["pgbouncer"].update(
        {
            "listen_addr": "127.0.0.1",
            "listen_port": str(own_port),
            "auth_type": "scram-sha-256" if password else "trust",
            "auth_file": str(folder / "users"),
            "default_pool_size": str(pool_size),
        }
    )
    path = folder / "pgbouncer.ini"
    with path.open("w") as file:
        ini.write(file)
    return str(path)


def _user(folder: Path) -> int | None:
    """Return the user to run PgBouncer as, since it does not run as root."""
    if os.geteuid() != 0:
        return None
    for path in (folder, *folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    return NOBODY


@pytest.fixture(scope="session")
def settings(direct_settings: Settings) -> Iterator[Settings]:
    """The settings of the test database, connected through PgBouncer."""
    server = make_url(direct_settings.database_url)
    with (
        run_pgbouncer(server, pool_size=20) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        forget_settings()
        yield get_settings()
    forget_settings()
