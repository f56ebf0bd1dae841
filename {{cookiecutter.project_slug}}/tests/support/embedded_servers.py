"""Looks at embedded servers, and starts one that has no supervisor."""

import subprocess
import sys
from pathlib import Path

from dev import postgres
from dev.postgres.locks import SERVER, try_lock

START = """
import sys
from pathlib import Path
from dev.postgres.cluster import Cluster

Cluster(Path(sys.argv[1])).start()
"""


def is_running(home: Path) -> bool:
    """Whether any process of the server in this folder is alive."""
    with (home / SERVER).open("a") as lock:
        return not try_lock(lock)


def start_without_supervisor(home: Path) -> None:
    """Leave the server running, as if its supervisor had been killed."""
    command = [sys.executable, "-c", START, str(home)]
    subprocess.run(command, cwd=postgres.PROJECT, check=True)


def temporary_folders(project: Path) -> list[Path]:
    return list((project / ".postgres").glob("tests-*"))
