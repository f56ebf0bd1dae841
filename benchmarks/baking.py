"""A bake as a command, and the bakes in memory that `make diff` compares."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from subjects import bake
from support.variants import ROOT

JINJA = re.compile(rb"\{(?=[{%#])")


def plain_template(project: Path, into: Path) -> Path:
    """Make a template of the files of a baked project, without variables or hooks."""
    folder = into / "{{cookiecutter.name}}"
    shutil.copytree(project, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(JINJA.sub(b"(", file.read_bytes()))
    (into / "cookiecutter.json").write_text(json.dumps({"name": "plain"}))
    return into


def seconds(template: Path, into: Path) -> float:
    start = perf_counter()
    bake(template, into)
    return perf_counter() - start


def seconds_of_diff() -> float:
    """Return the seconds of `make diff`: all projects, at both ends."""
    command = [sys.executable, "-m", "preview.diff", "--since=HEAD", "--stat"]
    start = perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return perf_counter() - start


def bakes(project: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Return the seconds of both bakes, the median of their ratios, and `make diff`."""
    plain = plain_template(project, folder / "plain-template")
    pairs = [
        (
            seconds(ROOT, folder / f"bake-{number}"),
            seconds(plain, folder / f"plain-{number}"),
        )
        for number in range(rounds)
    ]
    return {
        "template": median(ours for ours, _ in pairs),
        "plain": median(theirs for _, theirs in pairs),
        "ratio": median(ours / theirs for ours, theirs in pairs),
        "diff": seconds_of_diff(),
    }
