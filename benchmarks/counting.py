"""Statements and instructions per request of one service."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypedDict

import callgrind
from databases import Server
from requests_sent import REQUESTS, Request
from statements import StatementLog
from subjects import Subject
from workers import Worker, Workers

STATEMENT_REQUESTS = 10
PROFILES = "{subject}-{request}.callgrind"


CountKey = Literal["statements", "instructions"]


class Count(TypedDict):
    statements: float
    instructions: float


Counts = dict[str, dict[str, Count]]
"""By the name of the service and the key of the request."""


def count(
    server: Server, subject: Subject, workers: Workers, profiles: Path | None = None
) -> dict[str, Count]:
    """Return what each request costs. Copies Callgrind's files to `profiles`."""
    url = server.create_for(subject, logged=True)
    with TemporaryDirectory(prefix="callgrind-") as folder:
        out = Path(folder, "out")
        with workers.running(subject, url, callgrind.command(out)) as worker:
            for request in REQUESTS.values():
                worker.client.send(request, callgrind.WARM_UP)
            sent = {
                key: statements_of(server, worker, request)
                for key, request in REQUESTS.items()
            }
            callgrind.start_counting(worker)
            executed = {}
            for key, request in REQUESTS.items():
                executed[key] = callgrind.instructions(worker, request, out)
                if profiles:
                    name = PROFILES.format(subject=subject.database, request=key)
                    newest = max(
                        callgrind.dumps(out), key=lambda it: it.stat().st_mtime
                    )
                    (profiles / name).write_bytes(newest.read_bytes())
    return {
        key: Count(statements=sent[key], instructions=round(executed[key]))
        for key in REQUESTS
    }


def statements_of(server: Server, worker: Worker, request: Request) -> float:
    log = StatementLog(server.log, worker.subject.database)
    worker.client.send(request, STATEMENT_REQUESTS)
    return len(log.statements()) / STATEMENT_REQUESTS


def against_plain(counts: Counts, subject: Subject, request: str) -> float:
    """Return the instructions of a request, divided by those of plain."""
    plain = counts[f"plain {subject.style}"][request]["instructions"]
    return counts[subject.name][request]["instructions"] / plain
