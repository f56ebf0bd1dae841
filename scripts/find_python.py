"""Prints the Python on PATH to run all of this with: `python3`, or a quicker one.

One that was built without optimisations, as pyenv's are unless told otherwise, takes a
seventh longer for all tests than that of a distribution. This runs on any Python.
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
    """Tell 2 if it is new enough and quick, 1 if it is new enough, and 0 if not."""
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
