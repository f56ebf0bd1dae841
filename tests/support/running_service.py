"""A baked service as a process, with a database of its own."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from support.project_commands import child_environment
from support.servers import free_port

APPLICATION = ["uvicorn", "app.asgi:app"]
TIMEOUT = 60
"""Seconds for the service to start or to stop."""


@contextmanager
def own_database(environment: Path) -> Iterator[str]:
    """Create an empty database on the shared server, and yield its URL."""
    server = os.environ["TEST_DATABASE_URL"]
    name = f"service_{uuid4().hex}"
    psql = [str(next(environment.rglob("pginstall*/bin/psql"))), server, "-qc"]
    subprocess.run([*psql, f"CREATE DATABASE {name}"], check=True)
    try:
        parts = urlsplit(server)
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        subprocess.run([*psql, f"DROP DATABASE {name} WITH (FORCE)"], check=True)


@contextmanager
def running_service(project: Path, environment: Path, log: Path) -> Iterator[str]:
    """Start the service with an empty database of its own, and yield its URL."""
    with (
        own_database(environment) as database,
        service_on(database, project, environment, log) as url,
    ):
        yield url


@contextmanager
def service_on(
    database: str, project: Path, environment: Path, log: Path
) -> Iterator[str]:
    """Migrate the database, start the service, and yield its URL."""
    python = str(environment / "bin" / "python")
    port = free_port()
    variables = child_environment(
        DATABASE_URL=database,
        ENVIRONMENT="production",
        DOCS="true",
        PYTHONDONTWRITEBYTECODE=1,
    )
    migrate = [python, "-m", "alembic", "upgrade", "head"]
    subprocess.run(migrate, cwd=project, env=variables, check=True)
    command = [python, "-m", *APPLICATION, f"--port={port}"]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=project, env=variables, stdout=output, stderr=output
        ) as process,
    ):
        try:
            wait_for(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(TIMEOUT)


def wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not responds(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The service did not start:\n{log.read_text()}")
        time.sleep(0.1)


def responds(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()
