"""Start, sharing, stop and data of the embedded server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest

from dev import postgres
from dev.postgres import cluster
from dev.postgres.errors import PostgresUnavailableError
from tests.support.embedded_servers import (
    is_running,
    start_without_supervisor,
    temporary_folders,
)

CLIENT = """
import sys, time
from pathlib import Path
from dev import postgres

with getattr(postgres, sys.argv[1])(project=Path(sys.argv[2])) as url:
    print(url, flush=True)
    time.sleep(600)
"""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_client_of(kind: str, project: Path) -> None:
    command = [sys.executable, "-c", CLIENT, kind, str(project)]
    with subprocess.Popen(
        command, cwd=postgres.PROJECT, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout
        assert client.stdout.readline().startswith("postgresql://")
        client.kill()


def test_last_client_stops_the_server(project: Path) -> None:
    with postgres.development(project=project) as first:
        with postgres.development(project=project) as second:
            assert first == second

        assert is_running(project / ".postgres")

    assert not is_running(project / ".postgres")


def test_clients_may_start_at_the_same_time(project: Path) -> None:
    barrier = Barrier(3, timeout=60)

    def use(_: int) -> str:
        with postgres.development("arrivals", project) as url:
            barrier.wait()
            return url

    with ThreadPoolExecutor(3) as clients:
        assert len(set(clients.map(use, range(3)))) == 1


def test_data_are_kept(project: Path) -> None:
    before = (project / ".postgres" / "data").stat().st_ino

    with postgres.development(project=project):
        assert (project / ".postgres" / "data").stat().st_ino == before


def test_data_and_password_are_private(project: Path) -> None:
    password = project / ".postgres" / "password"

    assert password.stat().st_mode & 0o777 == 0o600
    assert password.parent.stat().st_mode & 0o777 == 0o700


def test_server_stops_when_its_client_is_killed(project: Path) -> None:
    kill_client_of("development", project)

    wait_until(lambda: not is_running(project / ".postgres"))


def test_server_keeps_running_when_one_of_two_clients_is_killed(project: Path) -> None:
    with postgres.development(project=project) as url:
        kill_client_of("development", project)

        with postgres.development(project=project) as same:
            assert same == url

    assert not is_running(project / ".postgres")


def test_next_client_stops_a_server_whose_supervisor_was_killed(project: Path) -> None:
    start_without_supervisor(project / ".postgres")
    assert is_running(project / ".postgres")

    with postgres.development(project=project):
        pass

    assert not is_running(project / ".postgres")


def test_postmaster_pid_left_by_a_power_cut_is_ignored(project: Path) -> None:
    stale = project / ".postgres" / "data" / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *"234567", "ready", ""]))

    with postgres.development(project=project) as url:
        assert urlsplit(url).port != 4


def test_another_port_is_chosen_if_the_last_one_is_taken(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (project / ".postgres" / "port").write_text(str(port))

        with postgres.development(project=project) as url:
            assert urlsplit(url).port != port


def test_temporary_server_of_a_killed_client_is_removed(project: Path) -> None:
    left_by_a_power_cut = project / ".postgres" / "tests-left"
    left_by_a_power_cut.mkdir()

    kill_client_of("temporary", project)

    wait_until(lambda: not temporary_folders(project))


def test_missing_binaries_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)

    with pytest.raises(PostgresUnavailableError, match="uv sync"):
        cluster.Cluster(tmp_path).start()


def test_the_password_is_in_no_argument_of_a_process(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    class Recorded(subprocess.Popen[str]):
        def __init__(self, command: list[str], *args: Any, **options: Any) -> None:
            commands.append(command)
            super().__init__(command, *args, **options)

    home = project / ".postgres"
    start_without_supervisor(home)
    server = cluster.Cluster(home)
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", Recorded)
        server.create_database("new")
    password = urlsplit(server.url("new")).password
    server.stop()

    assert len(commands) == 1
    assert password
    assert not any(password in word for word in commands[0])
