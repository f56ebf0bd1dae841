"""Runs commands, and shows what they print if they fail."""

import subprocess
from collections.abc import Mapping
from pathlib import Path


def output(
    *command: str | Path,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Return the standard output of a command. Raises RuntimeError if it fails."""
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stderr}")
    return done.stdout.strip()
