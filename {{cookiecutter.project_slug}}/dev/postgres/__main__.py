"""Runs a command with DATABASE_URL set to the configured or the embedded database.

python -m dev.postgres COMMAND ...
"""

import os
import signal
import subprocess
import sys

from dev import postgres
from dev.postgres.errors import PostgresUnavailableError


def main(command: list[str]) -> int | str:
    """Return the command's exit status, or the message to exit with."""
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        return "Name a command: python -m dev.postgres python -m alembic current"
    try:
        with postgres.database() as url:
            return run(command, url)
    except (PostgresUnavailableError, OSError) as error:
        return str(error)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def run(command: list[str], url: str) -> int:
    """Run the command and return its exit status, as a shell reports it.

    Ctrl-C reaches the command from the terminal; SIGTERM is passed on to it.
    """
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
