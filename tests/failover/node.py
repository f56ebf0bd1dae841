"""A node of a Patroni cluster, as Patroni's health checks and its files show it."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path


@dataclass(frozen=True)
class Node:
    """A PostgreSQL server, and the Patroni that manages it."""

    name: str
    home: Path
    port: int
    rest_port: int

    @property
    def data(self) -> Path:
        return self.home / self.name

    def leads(self) -> bool:
        return self._passes("/primary")

    def follows(self) -> bool:
        """Whether it is the standby that each commit waits for."""
        return self._passes("/synchronous")

    def _passes(self, health_check: str) -> bool:
        connection = HTTPConnection("127.0.0.1", self.rest_port, timeout=5)
        try:
            connection.request("GET", health_check)
            return connection.getresponse().status == 200
        except (HTTPException, OSError):
            return False
        finally:
            connection.close()

    def kill_postgresql(self) -> None:
        """Kill the server of this node, which is not a child of this process."""
        with suppress(FileNotFoundError, ProcessLookupError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            # The process of an old file has ended, and its id may be another's.
            if Path(f"/proc/{pid}/cwd").samefile(self.data):
                os.kill(pid, signal.SIGKILL)
