"""When the embedded server starts and stops, and what it leaves behind."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from dev import postgres
from dev.postgres import cluster
from dev.postgres.errors import PostgresUnavailableError
from dev.postgres.locks import SERVER, try_lock

USER = """
import sys, time
from pathlib import Path
from dev import postgres

with getattr(postgres, sys.argv[1])(project=Path(sys.argv[2])) as url:
    print(url, flush=True)
    time.sleep(600)
"""
SERVER_WITHOUT_GUARD = """
import sys
from pathlib import Path
from dev.postgres.cluster import Cluster

Cluster(Path(sys.argv[1])).start()
"""


def is_alive(project: Path) -> bool:
    with (project / ".postgres" / SERVER).open("a") as lock:
        return not try_lock(lock)


def temporary_folders(project: Path) -> list[Path]:
    return list((project / ".postgres").glob("tests-*"))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_user_of(kind: str, project: Path) -> None:
    command = [sys.executable, "-c", USER, kind, str(project)]
    with subprocess.Popen(
        command, cwd=postgres.PROJECT, stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout
        assert user.stdout.readline().startswith("postgresql://")
        user.kill()


def test_last_user_stops_the_server(project: Path) -> None:
    with postgres.development(project=project) as first:
        with postgres.development(project=project) as second:
            assert first == second

        assert is_alive(project)

    assert not is_alive(project)


def test_users_may_arrive_together(project: Path) -> None:
    meeting = Barrier(3, timeout=60)

    def use(_: int) -> str:
        with postgres.development("arrivals", project) as url:
            meeting.wait()
            return url

    with ThreadPoolExecutor(3) as users:
        assert len(set(users.map(use, range(3)))) == 1


def test_data_stay(project: Path) -> None:
    made = (project / ".postgres" / "data").stat().st_ino

    with postgres.development(project=project):
        assert (project / ".postgres" / "data").stat().st_ino == made


def test_data_and_password_are_private(project: Path) -> None:
    password = project / ".postgres" / "password"

    assert password.stat().st_mode & 0o777 == 0o600
    assert password.parent.stat().st_mode & 0o777 == 0o700


def test_server_stops_when_its_user_is_killed(project: Path) -> None:
    kill_user_of("development", project)

    wait_until(lambda: not is_alive(project))


def test_server_survives_the_kill_of_one_of_two_users(project: Path) -> None:
    with postgres.development(project=project) as url:
        kill_user_of("development", project)

        with postgres.development(project=project) as same:
            assert same == url

    assert not is_alive(project)


def test_next_user_stops_a_server_whose_guard_was_killed(project: Path) -> None:
    command = [sys.executable, "-c", SERVER_WITHOUT_GUARD, str(project / ".postgres")]
    subprocess.run(command, cwd=postgres.PROJECT, check=True)
    assert is_alive(project)

    with postgres.development(project=project):
        pass

    assert not is_alive(project)


def test_process_id_left_by_a_power_cut_does_not_matter(project: Path) -> None:
    stale = project / ".postgres" / "data" / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *"234567", "ready", ""]))

    with postgres.development(project=project) as url:
        assert urlsplit(url).port != 4


def test_another_port_is_taken_when_the_last_is_in_use(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (project / ".postgres" / "port").write_text(str(port))

        with postgres.development(project=project) as url:
            assert urlsplit(url).port != port


def test_temporary_server_leaves_nothing_of_a_killed_user(project: Path) -> None:
    left_by_a_power_cut = project / ".postgres" / "tests-left"
    left_by_a_power_cut.mkdir()

    kill_user_of("temporary", project)

    wait_until(lambda: not temporary_folders(project))


def test_missing_binaries_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)

    with pytest.raises(PostgresUnavailableError, match="uv sync"):
        cluster.Cluster(tmp_path).start()
