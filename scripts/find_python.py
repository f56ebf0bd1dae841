"""Prints the Python to use: the first on PATH that is new enough and optimised.

Without optimisations, as pyenv builds Python by default, all tests take a seventh
longer than with the Python of a distribution. This script runs on any Python.
"""

import os
import subprocess
import sys
from pathlib import Path

RANK = """
import ensurepip, sys, sysconfig
flags = sysconfig.get_config_var("CONFIG_ARGS") or ""
if sys.version_info >= (3, 11):
    print(1 + (sys.base_prefix == "/usr" or "--enable-optimizations" in flags))
"""


def rank(python: str) -> int:
    """Return 2 if it is new enough and optimised, 1 if it is new enough, else 0."""
    command = [python, "-c", RANK]
    try:
        return int(subprocess.check_output(command, stderr=subprocess.DEVNULL) or 0)
    except (OSError, subprocess.CalledProcessError):
        return 0


def find(path: str) -> str:
    others = [str(Path(folder, "python3")) for folder in path.split(os.pathsep)]
    return max(["python3", *others], key=rank)


if __name__ == "__main__":
    sys.stdout.write(find(os.environ["PATH"]) + "\n")
