"""A Patroni cluster: two PostgreSQL servers, and a third voter instead of etcd."""

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from failover.node import Node
from failover.processes import TIMEOUT, command, free_ports, wait_until
from failover.settings import SCOPE, node_settings, raft_settings
from support.servers import NOBODY, TEMPORARY_FOLDERS


class Cluster:
    """The processes of a cluster, in a folder of their own."""

    def __init__(self, home: Path, binaries: Path, logs: Path) -> None:
        ports = free_ports(7)
        self.home, self.binaries, self.logs = home, binaries, logs
        self.password = secrets.token_hex()
        self.nodes = [Node("one", home, *ports[:2]), Node("two", home, *ports[2:4])]
        self.voters = ports[4:]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """The address of whichever node leads."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        where = f"postgres:{self.password}@{hosts}/postgres"
        return f"postgresql://{where}?target_session_attrs=read-write"

    def leader(self) -> Node:
        return next(node for node in self.nodes if node.leads())

    def other_than(self, node: Node) -> Node:
        return next(other for other in self.nodes if other is not node)

    def is_complete(self) -> bool:
        """Whether one node leads, and the other is its synchronous standby."""
        return any(
            node.leads() and self.other_than(node).follows() for node in self.nodes
        )

    def start(self) -> None:
        """Start all processes, and wait until the cluster is complete."""
        for node in self.nodes:
            settings = node_settings(node, self.binaries, self.password)
            self._start("patroni", node.name, settings)
        self._start("patroni_raft_controller", "voter", {"scope": SCOPE})
        wait_until(self.is_complete)

    def stop(self) -> None:
        """End all processes. A Patroni stops its PostgreSQL when it is terminated."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for node in self.nodes:
            node.kill_postgresql()

    def switch_over(self) -> None:
        """Make the other node the leader, as an operator would."""
        old = self.leader()
        new = self.other_than(old)
        done = self._run(
            [
                *command("patronictl"),
                *("-c", str(self._config(old.name)), "switchover", SCOPE, "--force"),
                *("--leader", old.name, "--candidate", new.name),
            ]
        )
        assert done.returncode == 0, done.stdout + done.stderr
        wait_until(lambda: new.leads() and old.follows())

    def kill_leader(self) -> None:
        """Kill the leader as a crash of its machine would, and wait for the other."""
        old = self.leader()
        self.processes[old.name].kill()
        old.kill_postgresql()
        wait_until(self.other_than(old).leads)

    def query(self, sql: str) -> list[str]:
        """Return the lines that psql prints."""
        done = self._run([str(self.binaries / "psql"), "-XAtc", sql, self.url])
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def _start(self, program: str, name: str, settings: dict[str, Any]) -> None:
        number = len(self.processes)
        settings |= {"name": name} | raft_settings(self.home, self.voters, number)
        self._config(name).write_text(json.dumps(settings))
        with (self.logs / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [*command(program), str(self._config(name))],
                cwd=self.home,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which then end it
            )

    def _run(self, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            arguments,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )

    def _config(self, name: str) -> Path:
        return self.home / f"{name}.json"

    def _environment(self) -> dict[str, str]:
        """Return an environment without the user's settings of Patroni and libpq."""
        path = os.environ["PATH"]
        return {"HOME": str(self.home), "LC_ALL": "C.UTF-8", "PATH": path}


@contextmanager
def running_cluster(binaries: Path, logs: Path) -> Iterator[Cluster]:
    """Run a cluster with these binaries of PostgreSQL, and remove it at the end."""
    with tempfile.TemporaryDirectory(
        prefix="patroni-", dir=TEMPORARY_FOLDERS
    ) as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        cluster = Cluster(Path(folder), binaries, logs)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
