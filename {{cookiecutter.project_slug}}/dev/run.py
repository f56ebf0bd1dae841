"""Starts the database, migrates it, and serves; reloads when app/ changes.

python -m dev.run
"""

import os
import subprocess
import sys

import uvicorn

from dev import postgres
from dev.ports import free_port

# {%- if cookiecutter.pool_profile == "replicas" +%}
from dev.postgres.cluster_pair import Pair

# {%- endif +%}
from dev.postgres.errors import PostgresUnavailableError


def main() -> str | int | None:
    """Return None on success, or the message or status to exit with."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or free_port(int(port)) is None:
        return f"Port {port} is taken or invalid: choose another with PORT=8001."
    try:
        with postgres.database() as url:
            serve(url, int(port))
    except PostgresUnavailableError as error:
        return str(error)
    except subprocess.CalledProcessError as error:
        return error.returncode  # the command has said what is wrong
    except KeyboardInterrupt:
        pass
    return None


def serve(url: str, port: int) -> None:
    """Migrate the database, and serve until Ctrl-C."""
    if not postgres.configured_url():
        print(f"Database: {url}")
        # {% if cookiecutter.pool_profile == "replicas" %}
        pair = Pair(postgres.PROJECT / postgres.FOLDER)
        os.environ["REPLICA_URL"] = pair.standby.url(postgres.DATABASE)
        print(f"Replica: {os.environ['REPLICA_URL']}")
        # {% endif %}
    print(f"Documentation: http://127.0.0.1:{port}/docs", flush=True)
    os.environ["DATABASE_URL"] = url
    migrate()
    uvicorn.run(
        "dev.server:create_app",
        factory=True,
        port=port,
        reload=True,
        reload_dirs=[str(postgres.PROJECT / "app")],
        timeout_graceful_shutdown=5,
    )


def migrate() -> None:
    """Upgrade the database in a new session, where Ctrl-C causes no traceback."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=postgres.PROJECT, check=True, start_new_session=True)


if __name__ == "__main__":
    sys.exit(main())
