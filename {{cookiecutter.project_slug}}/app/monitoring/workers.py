"""Metrics of several workers, each of which writes its own to files.

The files are in PROMETHEUS_MULTIPROC_DIR. Counters of a worker that has ended still
count; what it had in use does not.
"""

import os
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.monitoring.setup import MULTIPROCESS


def collect() -> CollectorRegistry:
    """Return the registry to show: of this process, or of all workers."""
    if MULTIPROCESS not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def forget_worker() -> None:
    """Remove the gauges of this process."""
    if MULTIPROCESS in os.environ:
        _forget(os.getpid())


def forget_workers_that_ended() -> None:
    """Remove the gauges of killed workers, and of one whose number this process has."""
    if MULTIPROCESS not in os.environ:
        return
    for file in Path(os.environ[MULTIPROCESS]).glob("gauge_live*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if pid == os.getpid() or not _is_running(pid):
            _forget(pid)


def _forget(pid: int) -> None:
    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True
