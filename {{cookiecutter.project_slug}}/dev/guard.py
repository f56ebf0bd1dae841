"""Keeps PostgreSQL running for one process, however that process ends.

Every user of a database has a guard of its own, in a session that Ctrl-C does not
reach. The guard shares a lock with the guards of the other users, starts the server if
none runs, and reads stdin, which ends when its user does. A guard that
then finds itself alone with the lock stops the server.

    python -m dev.guard FOLDER DATABASE    data that stay, in the folder
    python -m dev.guard FOLDER             data that are removed, in a folder inside it
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from dev.cluster import Cluster
from dev.errors import UnavailableError
from dev.locks import acquired, exclusive, shared


def main(folder: Path, database: str = "") -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        guard(folder, database)
    except (UnavailableError, OSError) as error:
        tell(str(error))
        sys.exit(1)


def guard(folder: Path, database: str) -> None:
    """One guard at a time passes the gate, to start or stop anything."""
    gate = folder / "gate"
    with exclusive(gate):
        cluster = Cluster(folder) if database else new_temporary(folder)
        users = shared(cluster.home / "users")
    try:
        with exclusive(gate):
            cluster.start()
            cluster.create_database(database or "postgres")
            tell(cluster.url(database or "postgres"))
        sys.stdin.read()
    finally:
        with exclusive(gate):
            leave(cluster, users)


def new_temporary(folder: Path) -> Cluster:
    """Remove what a power cut left behind, too."""
    for old in folder.glob("tests-*"):
        with (old / "users").open("a") as users:
            leave(Cluster(old, temporary=True), users)
    home = tempfile.mkdtemp(prefix="tests-", dir=folder)
    return Cluster(Path(home), temporary=True)


def leave(cluster: Cluster, users: IO[str]) -> None:
    if not acquired(users):
        return
    cluster.stop()
    if cluster.temporary:
        shutil.rmtree(cluster.home)


def tell(text: str) -> None:
    """Answer the user, who may be gone, and let go of its streams."""
    with suppress(BrokenPipeError):
        print(text, flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
