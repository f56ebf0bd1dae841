"""Interleaved rounds: each service in turn, so that noise meets all of them alike."""

import sys
from dataclasses import dataclass
from itertools import product
from math import inf
from statistics import median

from answers import Answers, different
from databases import Server
from load import Load, LoadKey, load
from processes import memory, use_processor
from requests_sent import REQUESTS, Request
from subjects import Subject
from workers import Worker, Workers

CLIENTS = (1, 16, 64, 200)
WARM_UP = 50

Loads = dict[str, dict[str, dict[str, list[Load]]]]
"""By the name of the service, the key of the request, and the number of clients."""


@dataclass
class Field:
    """The services that run at the same time, of which one has load."""

    server: Server
    workers: Workers
    subjects: list[Subject]
    processors: list[int]

    def __post_init__(self) -> None:
        self.urls = {it.name: self.server.create_for(it) for it in self.subjects}
        # The worker has a processor of its own, as far as there are two.
        use_processor(self.server.pid, set(self.processors[1:] or self.processors))

    def start(self, subject: Subject) -> Worker:
        worker = self.workers.start(subject, self.urls[subject.name])
        use_processor(worker.pid, {self.processors[0]})
        return worker

    def starts(self, rounds: int) -> dict[str, list[float]]:
        """Return the seconds from start to the first answer, of all rounds."""
        found: dict[str, list[float]] = {it.name: [] for it in self.subjects}
        for _ in range(rounds):
            for subject in self.subjects:
                worker = self.start(subject)
                worker.stop()
                found[subject.name].append(worker.seconds_to_start)
        return found

    def memory(self) -> dict[str, float]:
        """Return the MiB of a worker after some requests of each kind.

        Also compares the answers, which must be the same for all services.
        """
        found = {}
        answers: Answers = {}
        for subject in self.subjects:
            worker = self.start(subject)
            answers[subject.name] = {
                key: worker.client.send(request, WARM_UP)
                for key, request in REQUESTS.items()
            }
            found[subject.name] = memory(worker.pid)
            worker.stop()
        if found_different := different(answers):
            raise RuntimeError(f"answers differ: {found_different}")
        return found

    def loads(self, rounds: int, seconds: int) -> Loads:
        found: Loads = {
            subject.name: {key: {str(n): [] for n in CLIENTS} for key in REQUESTS}
            for subject in self.subjects
        }
        running = {subject.name: self.start(subject) for subject in self.subjects}
        try:
            for number in range(rounds):
                print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
                for clients, key, name in product(CLIENTS, REQUESTS, running):
                    result = self.round(running, name, REQUESTS[key], clients, seconds)
                    found[name][key][str(clients)].append(result)
        finally:
            for worker in running.values():
                worker.stop()
        return found

    def round(
        self,
        running: dict[str, Worker],
        name: str,
        request: Request,
        clients: int,
        seconds: int,
    ) -> Load:
        """Measure one service, and replace its worker if that no longer answers."""
        result = load(self.server, running[name], request, clients, seconds)
        if result["errors"] or not result["rate"]:
            subject = running[name].subject
            running[name].stop()
            running[name] = self.start(subject)
        return result


def middle(rounds: list[Load], key: LoadKey) -> float:
    return median(each[key] for each in rounds)


def ratio(ours: list[Load], theirs: list[Load], key: LoadKey) -> float:
    """Return the median of the ratios of figures from the same round."""
    pairs = [(a[key], b[key]) for a, b in zip(ours, theirs, strict=True)]
    return median(a / b if b else inf for a, b in pairs)
