"""Load from wrk, and what it costs the service and PostgreSQL."""

import json
import shutil
from pathlib import Path
from secrets import token_hex
from typing import Literal, TypedDict

from commands import output
from databases import Server
from processes import cpu_seconds, cpu_seconds_of_family
from requests_sent import Request
from workers import Worker

SCRIPT = Path(__file__).with_name("load.lua")
TIMEOUT = "10s"
"""Longer than a round: only refused and failed requests are errors, not slow ones."""
MISSING = "wrk is missing: on Debian and Ubuntu, apt-get install wrk"


LoadKey = Literal["rate", "p50", "p99", "errors", "app_cpu", "postgres_cpu"]


class Load(TypedDict):
    """One round. Times are in milliseconds, CPU times in milliseconds per request."""

    rate: float
    p50: float
    p99: float
    errors: int
    app_cpu: float
    postgres_cpu: float


def require() -> None:
    if not shutil.which("wrk"):
        raise SystemExit(f"ERROR: {MISSING}")


def load(
    server: Server, worker: Worker, request: Request, clients: int, seconds: int
) -> Load:
    """Send a request again and again from some clients at once."""
    worker.wait_until_idle()
    app, postgres = cpu_seconds(worker.pid), cpu_seconds_of_family(server.pid)
    result = wrk(worker.port, request, clients, seconds)
    app = cpu_seconds(worker.pid) - app
    postgres = cpu_seconds_of_family(server.pid) - postgres
    answered = max(result["requests"] - result["errors"], 0)
    return Load(
        rate=answered / result["seconds"],
        p50=result["p50"],
        p99=result["p99"],
        errors=int(result["errors"]),
        app_cpu=1000 * app / max(answered, 1),
        postgres_cpu=1000 * postgres / max(answered, 1),
    )


def wrk(port: int, request: Request, clients: int, seconds: int) -> dict[str, float]:
    # A name that no other round has used.
    body = request.body.replace("{n}", f"{token_hex(4)} {{n}}")
    command = [
        *["wrk", "--threads=1", f"--connections={clients}", f"--duration={seconds}s"],
        f"--timeout={TIMEOUT}",
        *[f"--script={SCRIPT}", f"http://127.0.0.1:{port}", "--"],
        *[request.method, request.path, body],
    ]
    lines = output(*command).splitlines()
    line = next(line for line in lines if line.startswith("{"))
    result: dict[str, float] = json.loads(line)
    return result
