"""PostgreSQL for development and tests, where none is installed.

    python -m dev.postgres COMMAND ...    runs a command with DATABASE_URL set

The data lie in .postgres/ and survive; the server stops with its last user.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dotenv import dotenv_values

from dev.errors import UnavailableError

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "{{ cookiecutter.__database }}"


def configured(name: str, project: Path = PROJECT) -> str | None:
    """A variable of the environment, or else of .env."""
    value = os.environ.get(name)
    return value or dotenv_values(project / ".env").get(name) or None


def configured_url(project: Path = PROJECT) -> str | None:
    return configured("DATABASE_URL", project)


@contextmanager
def database(project: Path = PROJECT) -> Iterator[str]:
    """The configured database, or else the embedded one."""
    url = configured_url(project)
    if url:
        yield url
        return
    if configured("ENVIRONMENT", project) == "production":
        raise UnavailableError("DATABASE_URL is not set: production needs a database.")
    with development(project=project) as url:
        yield url


@contextmanager
def development(database: str = DATABASE, project: Path = PROJECT) -> Iterator[str]:
    """A database that stays; several processes may use it at once."""
    with _guarded(project, database) as url:
        yield url


@contextmanager
def temporary(project: Path = PROJECT) -> Iterator[str]:
    """A server of one's own, with nothing on it, removed at the end of the block."""
    with _guarded(project) as url:
        yield url


@contextmanager
def _guarded(project: Path, *database: str) -> Iterator[str]:
    if sys.platform == "win32":
        raise UnavailableError("Windows has no embedded PostgreSQL: set DATABASE_URL.")
    guard = subprocess.Popen(
        [sys.executable, "-m", "dev.guard", str(project / ".postgres"), *database],
        cwd=PROJECT,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        answer = guard.stdout.read().strip() if guard.stdout else ""
        if not answer.startswith("postgresql://"):
            raise UnavailableError(answer or "The guard of PostgreSQL was killed.")
        yield answer
    finally:
        guard.communicate()


def run(command: list[str], url: str) -> int:
    """Ctrl-C reaches the command from the terminal; SIGTERM is handed on."""
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(command: list[str]) -> int | str:
    """The exit status, or why there is none."""
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        return "Name a command, as in: python -m dev.postgres alembic current"
    try:
        with database() as url:
            return run(command, url)
    except (UnavailableError, OSError) as error:
        return str(error)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
