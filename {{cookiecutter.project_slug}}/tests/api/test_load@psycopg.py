"""Throughput with many clients per connection, compared with few."""

import time
from collections import deque

import pytest

from app.config.settings import Settings
from tests.support.load_client import load, open_clients
from tests.support.run_server import run_server

FEW, MANY = 20, 200
REQUESTS = 250
# Other processes on the machine disturb the measurements. So few and many clients take
# turns, and the rates of the last rounds are compared. More rounds follow while the
# ratio is between the two bounds.
ROUNDS, MAX_ROUNDS = 3, 40
CLEARLY_TOO_SLOW, FAST_ENOUGH = 0.1, 0.9


class Rate:
    """Responses with status 200 per nanosecond, over the last rounds."""

    def __init__(self) -> None:
        self.rounds = deque[tuple[int, int]](maxlen=ROUNDS)

    def add(self, responses: int, nanoseconds: int) -> None:
        self.rounds.append((responses, nanoseconds))

    @property
    def per_nanosecond(self) -> float:
        responses = sum(responses for responses, _ in self.rounds)
        return responses / sum(nanoseconds for _, nanoseconds in self.rounds)


def test_200_clients_get_as_many_responses_per_second_as_20(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_POOL_SIZE", "5")
    monkeypatch.setenv("DB_MAX_OVERFLOW", "0")
    statuses = set[int]()
    rates = {FEW: Rate(), MANY: Rate()}
    ratio = 0.0

    with run_server() as port, open_clients(port, "/planets", MANY) as clients:
        load(clients, MANY)  # fills the pool
        for number in range(MAX_ROUNDS):
            for some, rate in rates.items():
                start = time.perf_counter_ns()
                responses = load(clients[:some], REQUESTS)
                rate.add(responses[200], time.perf_counter_ns() - start)
                statuses |= set(responses)
            ratio = rates[MANY].per_nanosecond / rates[FEW].per_nanosecond
            is_clear = not CLEARLY_TOO_SLOW < ratio < FAST_ENOUGH
            if number + 1 >= ROUNDS and is_clear:
                break

    assert statuses <= {200, 503}
    assert ratio >= FAST_ENOUGH
