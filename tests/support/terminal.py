"""Runs a command in a pseudo-terminal, as a person does."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

UVX = f'uvx() {{ "{Path(sys.executable).parent}/$@"; }}\n'
"""A shell function: uvx without a download."""
ALL_DEFAULTS = "\n" * 50
"""More Enter keys than there are questions."""


def run_in_terminal(
    command: str, keys: str, folder: Path, env: Mapping[str, str]
) -> tuple[int, str]:
    """Run a shell command, type the keys; return its status and what it shows."""
    own_end, terminal = pty.openpty()
    with subprocess.Popen(
        ["sh", "-c", command],
        cwd=folder,
        env=env,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        os.write(own_end, keys.encode())
        shown = b"".join(iter(lambda: read(own_end), b""))
        os.close(own_end)
    return process.returncode, shown.decode(errors="replace")


def read(terminal: int) -> bytes:
    """Return the next output, or nothing if all processes have closed the terminal."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux reports the end as an error
        return b""
