"""Instructions that a worker executes, counted by Valgrind's tool Callgrind.

Counting starts after start-up and warm-up, so that only requests are counted. Between
two counts the worker also executes its timers, less than 0.3 % of a request.
"""

import re
import shutil
from pathlib import Path

from commands import output
from requests_sent import Request
from workers import Worker

WARM_UP = 30
REQUESTS = 40
"""Requests that are added up: their garbage collections cost about the same."""
MISSING = "valgrind is missing: on Debian and Ubuntu, apt-get install valgrind"


def require() -> None:
    if not shutil.which("valgrind"):
        raise SystemExit(f"ERROR: {MISSING}")


def command(out: Path) -> list[str]:
    """Return what to put before a command whose instructions will be counted."""
    return [
        "valgrind",
        "--quiet",
        "--tool=callgrind",
        "--instr-atstart=no",
        f"--callgrind-out-file={out}",
    ]


def start_counting(worker: Worker) -> None:
    control(worker, "--instr=on")


def instructions(worker: Worker, request: Request, out: Path) -> float:
    """Return the instructions per request."""
    worker.client.send(request, WARM_UP)
    control(worker, "--zero")
    before = dumps(out)
    worker.client.send(request, REQUESTS)
    control(worker, "--dump")
    [new] = dumps(out) - before
    return total(new.read_text()) / REQUESTS


def control(worker: Worker, option: str) -> None:
    output("callgrind_control", option, str(worker.pid))


def dumps(out: Path) -> set[Path]:
    return set(out.parent.glob(f"{out.name}.*"))


def total(dump: str) -> int:
    return int(re.findall(r"^totals: (\d+)", dump, re.MULTILINE)[-1])
