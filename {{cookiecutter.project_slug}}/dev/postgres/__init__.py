"""The embedded PostgreSQL, for development and tests.

`python -m dev.postgres COMMAND ...` runs a command with DATABASE_URL set. README.md
beside this file says how the server is started, shared and stopped.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dotenv import dotenv_values

from dev.postgres.errors import PostgresUnavailableError

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = ".postgres"
DATABASE = "{{ cookiecutter.__database }}"


def setting(name: str, project: Path = PROJECT) -> str | None:
    """Return a setting from the environment, or else from the project's `.env`.

    Like the service, it accepts the name in upper and lower case.
    """
    sources: list[Mapping[str, str | None]] = [os.environ, _env_file(project / ".env")]
    for source in sources:
        for key, value in source.items():
            if key.upper() == name and value:
                return value
    return None


def _env_file(path: Path) -> dict[str, str | None]:
    try:
        return dotenv_values(path)
    except UnicodeDecodeError:
        raise PostgresUnavailableError(f"Save {path} as UTF-8.") from None


def configured_url(project: Path = PROJECT) -> str | None:
    """Return DATABASE_URL, or None if the embedded PostgreSQL is to be used."""
    return setting("DATABASE_URL", project)


@contextmanager
def database(project: Path = PROJECT) -> Iterator[str]:
    """Provide the URL of the configured database, or else of the embedded one."""
    url = configured_url(project)
    if url:
        yield url
        return
    if setting("ENVIRONMENT", project) == "production":
        raise PostgresUnavailableError(
            "DATABASE_URL is not set: production needs a database."
        )
    with development(project=project) as url:
        yield url


@contextmanager
def development(database: str = DATABASE, project: Path = PROJECT) -> Iterator[str]:
    """Provide a permanent database, which several processes may use at once."""
    with _supervised(project, database) as url:
        yield url


@contextmanager
def temporary(project: Path = PROJECT) -> Iterator[str]:
    """Provide an empty server for this process only, removed after the block."""
    with _supervised(project) as url:
        yield url


@contextmanager
def _supervised(project: Path, *database: str) -> Iterator[str]:
    if sys.platform == "win32":
        raise PostgresUnavailableError(
            "Windows has no embedded PostgreSQL: set DATABASE_URL."
        )
    supervisor = subprocess.Popen(
        [
            *[sys.executable, "-m", "dev.postgres.supervisor"],
            *[str(project / FOLDER), *database],
        ],
        cwd=PROJECT,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        output = supervisor.stdout.read().strip() if supervisor.stdout else ""
        if not output.startswith("postgresql://"):
            raise PostgresUnavailableError(
                output or "The supervisor of PostgreSQL was killed."
            )
        with _without_libpq_variables():
            yield output
    finally:
        supervisor.communicate()


@contextmanager
def _without_libpq_variables() -> Iterator[None]:
    """Hide variables like PGSSLMODE, which are meant for another server."""
    hidden = {key: text for key, text in os.environ.items() if key.startswith("PG")}
    for key in hidden:
        del os.environ[key]
    try:
        yield
    finally:
        os.environ.update(hidden)
