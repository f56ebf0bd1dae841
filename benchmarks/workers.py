"""One worker of a service, started by the command of its container."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import cpu_seconds
from requests_sent import READ, Client
from subjects import Subject
from support.project_commands import child_environment
from support.servers import free_port

START_TIMEOUT = 120
POLL_SECONDS = 0.005


class Worker:
    """A process that serves a subject, and the connection to it."""

    def __init__(
        self, subject: Subject, url: str, log: Path, under: Sequence[str] = ()
    ) -> None:
        self.subject = subject
        self.log = log
        self.port = free_port()
        program, *arguments = listening_on(self.port, subject.command)
        with log.open("w") as output:
            started = time.monotonic()
            self.process = subprocess.Popen(
                [
                    *under,
                    str(subject.environment / "bin" / "python"),
                    str(subject.environment / "bin" / program),
                    *arguments,
                ],
                cwd=subject.folder,
                env=variables(subject, url),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.client = Client(self.port)
        self._wait()
        self.seconds_to_start = time.monotonic() - started

    @property
    def pid(self) -> int:
        return self.process.pid

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                self.client.get(READ.path_of(0))
            except OSError:
                self.client.close()
            else:
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(
                    f"{self.subject.name} does not start:\n{self.log.read_text()}"
                )
            time.sleep(POLL_SECONDS)

    def wait_until_idle(self) -> None:
        """Wait until it has finished what its former clients have asked for."""
        deadline = time.monotonic() + 5
        before = -1.0
        while (now := cpu_seconds(self.pid)) > before and time.monotonic() < deadline:
            before = now
            time.sleep(0.15)

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:  # as a plain sync service under load does not
            self.process.kill()
            self.process.wait()


def listening_on(port: int, command: Sequence[str]) -> list[str]:
    """Return the container's command with another address."""
    words = list(command)
    for option, value in {"--host": "127.0.0.1", "--port": str(port)}.items():
        words[words.index(option) + 1] = value
    return words


def variables(subject: Subject, url: str) -> dict[str, str]:
    """Return the environment of a worker.

    No bytecode is written for the modules of the service, since the user of the
    container may not write there. The fixed hash seed makes counts repeatable.
    """
    return child_environment(
        **subject.variables,
        DATABASE_URL=url,
        PYTHONDONTWRITEBYTECODE=1,
        PYTHONHASHSEED=0,
        PYTHONPATH="",
    )


@dataclass
class Workers:
    """Starts workers, and keeps their logs in one folder."""

    folder: Path

    def start(self, subject: Subject, url: str, under: Sequence[str] = ()) -> Worker:
        log = self.folder / f"{subject.database}.log"
        return Worker(subject, url, log, under)

    @contextmanager
    def running(
        self, subject: Subject, url: str, under: Sequence[str] = ()
    ) -> Iterator[Worker]:
        worker = self.start(subject, url, under)
        try:
            yield worker
        finally:
            worker.stop()


@contextmanager
def logged_workers() -> Iterator[Workers]:
    with TemporaryDirectory(prefix="bench-logs-") as folder:
        yield Workers(Path(folder))
