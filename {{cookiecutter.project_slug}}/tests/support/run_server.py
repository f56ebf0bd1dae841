"""Runs the application in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.ports import free_port
from tests.support.wait_for_port import TIMEOUT, wait_for_port

NO_VARIABLES: Mapping[str, object] = {}
SAMPLE = "tests.support.sample.app:create_sample_app"


@dataclass
class Server:
    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self) -> int:
        """Send SIGTERM, and return the exit status."""
        self.process.terminate()
        return self.process.wait(TIMEOUT)


@contextmanager
def server_process(
    *options: str,
    application: str = SAMPLE,
    log: Path | None = None,
    variables: Mapping[str, object] = NO_VARIABLES,
) -> Iterator[Server]:
    """Run the application with uvicorn, on a free port.

    It logs into the file, if there is one. The environment also has the variables.
    """
    port = free_port() or 0
    is_factory = ":create_" in application
    command = ["uvicorn", application, f"--port={port}", *options]
    environment = os.environ | {key: str(value) for key, value in variables.items()}
    with open(log or os.devnull, "wb") as file:  # noqa: PTH123
        output = file if log else None
        process = subprocess.Popen(
            [sys.executable, "-m", *command, *["--factory"] * is_factory],
            env=environment,
            stdout=output,
            stderr=output,
        )
        try:
            wait_for_port(process, port)
            yield Server(process, port)
        finally:
            process.terminate()
            process.wait(TIMEOUT)


@contextmanager
def run_server(
    *options: str, application: str = SAMPLE, **variables: object
) -> Iterator[int]:
    """Run the application as in production, with one worker, and yield its port."""
    usual = ["--log-level=warning", "--timeout-keep-alive=60"]
    with server_process(
        *usual, *options, application=application, variables=variables
    ) as server:
        yield server.port
