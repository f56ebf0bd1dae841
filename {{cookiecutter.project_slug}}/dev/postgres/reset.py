"""Removes the data of the development database.

    python -m dev.postgres.reset

Refuses while a client uses the server, and if DATABASE_URL names another server.
"""

import signal
import sys
from pathlib import Path

from dev.postgres import FOLDER, PROJECT, configured_url

# {%- if cookiecutter.pool_profile != "replicas" +%}
from dev.postgres.cluster import Cluster

# {%- else +%}
from dev.postgres.cluster_pair import Pair as Cluster

# {%- endif +%}
from dev.postgres.errors import PostgresUnavailableError
from dev.postgres.locks import CLIENTS, START_STOP, exclusive, try_lock

OTHER_SERVER = (
    "DATABASE_URL names another server than the embedded one: nothing was removed."
)
IN_USE = (
    "The development database is in use: stop `make run`, or the other command that "
    "uses it, first."
)


def main(project: Path = PROJECT) -> int | str | None:
    """Return None on success, or the message or status to exit with."""
    cluster = Cluster(project / FOLDER)
    try:
        url = configured_url(project)
        if url and not cluster.owns(url):
            return OTHER_SERVER
        return remove(cluster)
    except (PostgresUnavailableError, OSError) as error:
        return str(error)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def remove(cluster: Cluster) -> str | None:
    """Remove the data and print their path, or return the reason not to."""
    removed = False
    if cluster.home.exists():
        start_stop, clients = cluster.home / START_STOP, cluster.home / CLIENTS
        with exclusive(start_stop), clients.open("a") as file:
            if not try_lock(file):
                return IN_USE
            removed = cluster.remove_data()
    if removed:
        print(f"Removed {cluster.data}, the data of the development database.")
    else:
        print(f"No development database in {cluster.home}: nothing was removed.")
    return None


if __name__ == "__main__":
    sys.exit(main())
