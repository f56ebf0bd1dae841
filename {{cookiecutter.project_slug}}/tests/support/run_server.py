"""Runs the application in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dev.ports import free_port
from tests.support.wait_for_port import TIMEOUT, wait_for_port

SAMPLE = "tests.support.sample.app:create_sample_app"


@contextmanager
def run_server(
    *options: str, application: str = SAMPLE, **variables: object
) -> Iterator[int]:
    """Run the application as in production, with one worker, and yield its port.

    The environment also has the variables. The server ends as in production, too.
    """
    port = free_port() or 0
    usual = ["--log-level=warning", "--timeout-keep-alive=60", f"--port={port}"]
    command = ["uvicorn", "--factory", application, *usual, *options]
    environment = os.environ | {key: str(value) for key, value in variables.items()}
    server = subprocess.Popen([sys.executable, "-m", *command], env=environment)
    try:
        wait_for_port(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(TIMEOUT)
