"""The first commands of a new user, typed as the READMEs give them."""

import json
import os
import signal
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

from support.project_commands import child_environment, environment_for, run
from support.servers import free_port
from support.terminal import ALL_DEFAULTS, UVX, run_in_terminal

CREATE = "uvx cookiecutter path/or/url/of/this/repository"
SOME_TESTS = "uv run python -m pytest tests/config"
TIMEOUT = 120
"""Seconds for the first start, which creates a database."""


def test_a_service_is_created_and_started(template: Path, tmp_path: Path) -> None:
    command = CREATE.replace("path/or/url/of/this/repository", str(template))

    status, shown = run_in_terminal(
        UVX + command, ALL_DEFAULTS, tmp_path, child_environment()
    )

    project = tmp_path / "my-service"
    assert status == 0, shown
    assert "Your service is ready" in shown
    start_and_stop(project, tmp_path / "log")
    some = run(SOME_TESTS.split(), project, environment_for(project))
    assert some.code == 0, some.output


def start_and_stop(project: Path, log: Path) -> None:
    """Run `make run` until it serves its documentation, then end it by Ctrl-C."""
    port = free_port()
    environment = child_environment(
        PORT=port, UV_NO_SYNC=1, UV_PROJECT_ENVIRONMENT=environment_for(project)
    )
    with (
        log.open("w") as output,
        subprocess.Popen(
            ["make", "run"],
            cwd=project,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
    ):
        try:
            docs = first_response(process, port, "/docs")
            ready = first_response(process, port, "/health/ready")
        finally:
            os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
            process.wait(TIMEOUT)

    text = log.read_text()
    assert b"<title>My Service" in docs, text
    assert json.loads(ready) == {"status": "ok"}, text
    assert f"Documentation: http://127.0.0.1:{port}/docs" in text
    assert "Traceback" not in text
    assert not (project / ".postgres/data/postmaster.pid").exists()


def first_response(process: "subprocess.Popen[bytes]", port: int, path: str) -> bytes:
    """Return the body of the first 200, or of the last response after TIMEOUT."""
    body, deadline = b"", time.monotonic() + TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            if response.status == 200:
                return body
        except ConnectionError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return body
