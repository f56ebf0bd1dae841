"""Keeps PostgreSQL running until one client process ends, for any reason.

    python -m dev.postgres.supervisor FOLDER DATABASE    permanent data
    python -m dev.postgres.supervisor FOLDER             temporary data, in a subfolder

Each client starts its own supervisor, in a session that Ctrl-C does not reach. The
supervisor starts the server unless it runs already, prints its URL, and reads stdin,
which closes when the client ends. The last supervisor to end stops the server.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

# {% if cookiecutter.pool_profile != "replicas" %}
from dev.postgres.cluster import Cluster

# {%- else %}
from dev.postgres.cluster_pair import Pair as Cluster

# {%- endif +%}
from dev.postgres.errors import PostgresUnavailableError
from dev.postgres.locks import CLIENTS, START_STOP, exclusive, shared, try_lock
from dev.postgres.ownership import hand_over


def main(folder: Path, database: str = "") -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        supervise(folder, database)
    except PermissionError as error:
        report_and_detach(
            f"{error}. Another user has created {folder}: remove it as that user, or "
            "give it to yourself with chown."
        )
        sys.exit(1)
    except (PostgresUnavailableError, OSError) as error:
        report_and_detach(str(error))
        sys.exit(1)
    finally:
        hand_over_files(folder)


def hand_over_files(folder: Path) -> None:
    """As root, give the files, but not the data, to the owner of the project."""
    below = [*folder.glob("*"), *folder.glob("tests-*/*")]
    files = [path for path in below if not path.name.startswith("data")]
    hand_over([folder, *files], to_owner_of=folder.parent)


def supervise(folder: Path, database: str) -> None:
    """Keep a server running until stdin ends.

    Only one supervisor at a time may start or stop a server.
    """
    start_stop = folder / START_STOP
    with exclusive(start_stop):
        cluster = Cluster(folder) if database else new_temporary(folder)
        clients = shared(cluster.home / CLIENTS)
        hand_over_files(folder)
    try:
        with exclusive(start_stop):
            cluster.start()
            cluster.create_database(database or "postgres")
            hand_over_files(folder)
            report_and_detach(cluster.url(database or "postgres"))
        sys.stdin.read()
    finally:
        with exclusive(start_stop):
            release(cluster, clients)


def new_temporary(folder: Path) -> Cluster:
    """Return a temporary cluster in a new folder.

    Also removes temporary clusters that have no clients: a power cut left them behind.
    """
    for old in folder.glob("tests-*"):
        with (old / CLIENTS).open("a") as clients:
            release(Cluster(old, temporary=True), clients)
    home = tempfile.mkdtemp(prefix="tests-", dir=folder)
    return Cluster(Path(home), temporary=True)


def release(cluster: Cluster, clients: IO[str]) -> None:
    """Stop the server, and remove it if temporary, unless it has other clients."""
    if not try_lock(clients):
        return
    cluster.stop()
    if cluster.temporary:
        shutil.rmtree(cluster.home)


def report_and_detach(text: str) -> None:
    """Print the text for the client, which may have ended; then close the output."""
    with suppress(BrokenPipeError):
        print(text, flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
