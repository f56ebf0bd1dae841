"""The service as a process, which logs into a file."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.ports import free_port
from tests.support.wait_for_port import TIMEOUT, wait_for_port

SERVICE = ["app.asgi:app"]
SAMPLE = ["--factory", "tests.support.sample.app:create_sample_app"]


@dataclass
class Server:
    process: "subprocess.Popen[bytes]"
    url: str
    log: Path

    def end(self) -> int:
        """Send SIGTERM, and return the exit status."""
        self.process.terminate()
        return self.process.wait(TIMEOUT)


@contextmanager
def running_server(folder: Path, *command: str) -> Iterator[Server]:
    """Run uvicorn with these arguments, on a free port."""
    port, log = free_port() or 0, folder / "log"
    uvicorn = [sys.executable, "-m", "uvicorn", *command, f"--port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(uvicorn, stdout=output, stderr=output)
        try:
            wait_for_port(process, port)
            yield Server(process, f"http://127.0.0.1:{port}", log)
        finally:
            process.kill()
            process.wait()
