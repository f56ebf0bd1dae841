"""Clients that create teams in a service without a pause."""

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count, pairwise
from threading import Event
from urllib.parse import urlsplit

WRITERS = 8
PAUSE_SECONDS = 0.1
"""How long a client waits before it sends the next request after a failed one."""
TIMEOUT = 60


@dataclass(frozen=True)
class Answer:
    """The status with which a team was created or not, and the time of the answer."""

    name: str
    status: int
    time: float

    @property
    def acknowledges(self) -> bool:
        return self.status == HTTPStatus.CREATED


@contextmanager
def writing_to(service: str) -> Iterator[list[Answer]]:
    """Send requests during the block, and yield the growing list of their answers.

    Raises the error of a client that got no answer.
    """
    answers: list[Answer] = []
    stop = Event()
    with ThreadPoolExecutor(WRITERS) as threads:
        clients = [
            threads.submit(write, service, f"Team {number}", answers, stop)
            for number in range(WRITERS)
        ]
        try:
            yield answers
        finally:
            stop.set()
    for client in clients:
        client.result()


def write(service: str, prefix: str, answers: list[Answer], stop: Event) -> None:
    """Create one team after another, each with a new name."""
    connection = HTTPConnection(urlsplit(service).netloc, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json"}
    for number in count():
        if stop.is_set():
            break
        name = f"{prefix}-{number}"
        connection.request("POST", "/teams", json.dumps({"name": name}), headers)
        response = connection.getresponse()
        response.read()
        answer = Answer(name, response.status, time.monotonic())
        answers.append(answer)
        if not answer.acknowledges:
            stop.wait(PAUSE_SECONDS)
    connection.close()


def acknowledged(answers: Iterable[Answer]) -> set[str]:
    """Return the names of the teams that a client believes to be stored."""
    return {answer.name for answer in answers if answer.acknowledges}


def longest_gap(answers: Iterable[Answer]) -> float:
    """Return the longest time, in seconds, in which no team was created."""
    times = sorted(answer.time for answer in answers if answer.acknowledges)
    return max(later - earlier for earlier, later in pairwise(times))
