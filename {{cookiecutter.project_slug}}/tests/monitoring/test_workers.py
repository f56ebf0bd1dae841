"""The files of several workers."""

import os
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from app.monitoring.workers import collect, forget_worker, forget_workers_that_ended

DEAD = 2**22 + 1  # larger than any number of a process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of this process, its parent, and one that has ended."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    for pid in (os.getpid(), os.getppid(), DEAD):
        for kind in ("counter", "gauge_livesum"):
            (tmp_path / f"{kind}_{pid}.db").touch()
    return tmp_path


def gauges(folder: Path) -> set[int]:
    return {int(file.stem.split("_")[-1]) for file in folder.glob("gauge_*.db")}


def test_gauges_of_workers_that_ended_are_removed(folder: Path) -> None:
    """Also those of an earlier process with the number of this one."""
    forget_workers_that_ended()

    assert gauges(folder) == {os.getppid()}
    assert len(list(folder.glob("counter_*.db"))) == 3


def test_gauges_of_a_worker_are_removed_when_it_ends(folder: Path) -> None:
    forget_worker()

    assert gauges(folder) == {os.getppid(), DEAD}


def test_without_a_folder_there_is_one_worker() -> None:
    forget_workers_that_ended()
    forget_worker()

    assert collect() is REGISTRY


def test_with_a_folder_the_metrics_are_those_of_all(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()

    assert list(collect().collect()) == []
