"""File locks, which the kernel releases when the process that holds them ends.

README.md beside this file says which process holds which lock, and when.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

START_STOP = "start_stop.lock"
CLIENTS = "clients"
SERVER = "server"


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the exclusive lock, and hold it during the block."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared(path: Path) -> IO[str]:
    """Wait for a shared lock, and return the file, which holds it until closed."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def try_lock(file: IO[str]) -> bool:
    """Take the exclusive lock, or return False if another process holds the lock."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
