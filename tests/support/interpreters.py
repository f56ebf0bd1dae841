"""The installed CPython interpreters."""

import json
import os
import subprocess
from pathlib import Path

OLDEST = (3, 11)
"""The lower bound of `requires-python` in the generated projects."""

SHOW = (
    "import json, platform, sys; "
    "print(json.dumps([platform.python_implementation(), *sys.version_info[:2]]))"
)


def installed() -> dict[str, str]:
    """Return an executable for each minor version that generated projects support."""
    found: dict[tuple[int, int], str] = {}
    for path in candidates():
        version = version_of(path)
        if version and version >= OLDEST:
            found.setdefault(version, str(path))
    return {f"{major}.{minor}": found[major, minor] for major, minor in sorted(found)}


def candidates() -> list[Path]:
    """Return the Pythons on PATH, and all of pyenv, which puts only one on PATH."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders += sorted(pyenv.glob("versions/*/bin"))
    return [path for folder in folders for path in folder.glob("python3.[0-9]*[0-9]")]


def version_of(python: Path) -> tuple[int, int] | None:
    """Return None if it is not CPython, or does not run."""
    try:
        done = subprocess.run(
            [python, "-c", SHOW], capture_output=True, text=True, check=True
        )
        implementation, major, minor = json.loads(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return (major, minor) if implementation == "CPython" else None
