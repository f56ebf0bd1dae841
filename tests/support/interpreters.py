"""The interpreters of CPython that this machine has."""

import json
import os
import subprocess
from pathlib import Path

OLDEST = (3, 11)
"""The first that the generated projects admit, by their requires-python."""

SHOW = (
    "import json, platform, sys; "
    "print(json.dumps([platform.python_implementation(), *sys.version_info[:2]]))"
)


def installed() -> dict[str, str]:
    """An executable for each minor version that generated projects admit."""
    found: dict[tuple[int, int], str] = {}
    for path in candidates():
        version = version_of(path)
        if version and version >= OLDEST:
            found.setdefault(version, str(path))
    return {f"{major}.{minor}": found[major, minor] for major, minor in sorted(found)}


def candidates() -> list[Path]:
    """On PATH, and those of pyenv, whose own commands stand for one of them only."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders += sorted(pyenv.glob("versions/*/bin"))
    return [path for folder in folders for path in folder.glob("python3.[0-9]*[0-9]")]


def version_of(python: Path) -> tuple[int, int] | None:
    """None if it is another implementation, or does not run at all."""
    try:
        done = subprocess.run(
            [python, "-c", SHOW], capture_output=True, text=True, check=True
        )
        implementation, major, minor = json.loads(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return (major, minor) if implementation == "CPython" else None
