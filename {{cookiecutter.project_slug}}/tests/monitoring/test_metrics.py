"""Metrics of a service that runs as in production."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from sqlalchemy import make_url

from app.config.settings import PoolSettings, Settings
from tests.support.metrics import Metrics
from tests.support.run_server import run_server
from tests.support.server import execute
from tests.support.tables import TRUNCATE
from tests.support.wait_for_port import TIMEOUT

APPLICATION = "tests.support.monitored_app:create_monitored_app"
SLOTS = PoolSettings().connections_per_pool

REQUESTS = {
    "GET /planets": 200,
    "GET /planets/999": 404,
    "GET /planets/export": 200,
    "GET /v1/more/fail/Ada": 500,
    "GET /v2/more/fail/Ada": 500,
    "DELETE /planets": 405,
    "PROPFIND /planets": 405,
    "GET /planets/": 404,
    "GET /nowhere": 404,
    "GET /openapi.json": 200,
}
ROUTES = {
    "GET /planets 200": 1,
    "GET /planets/{planet_id} 404": 1,
    "GET /planets/export 200": 1,
    "GET /v1/more/fail/{name} 500": 1,
    "GET /v2/more/fail/{name} 500": 1,
    "DELETE /planets 405": 1,
    "OTHER /planets 405": 1,
    "GET (no route) 404": 2,
    "GET /openapi.json 200": 1,
}


@pytest.fixture(scope="module")
def client(settings: Settings, direct_settings: Settings) -> Iterator[Client]:
    """A client of a service with metrics."""
    with (
        run_server(application=APPLICATION, METRICS=True) as port,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client
    execute(make_url(direct_settings.database_url), TRUNCATE)


def test_requests_are_counted_by_route(client: Client) -> None:
    before = Metrics(client)
    statuses = {
        request: client.request(*request.split()).status_code for request in REQUESTS
    }
    after = Metrics(client)

    assert statuses == REQUESTS
    counted = Counter(after.requests()) - Counter(before.requests())
    assert counted == ROUTES | {"GET /metrics 200": 1}
    count = "http_request_duration_seconds_count"
    assert after.value(count, method="GET", route="/planets/{planet_id}") == 1


def test_metrics_are_not_in_the_documentation(client: Client) -> None:
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]


def test_connections_and_transactions_are_counted(client: Client) -> None:
    for _ in range(2):
        client.post("/planets", json={"name": "Mars"})  # the second one is a conflict
    client.get("/planets")
    retried = client.post("/v1/more/retry")
    metrics = Metrics(client)

    assert retried.json() == 2
    assert metrics.value("db_transactions_total", outcome="committed") == 2
    assert metrics.value("db_transactions_total", outcome="rolled_back") == 2
    assert metrics.value("db_retries_total", sqlstate="40001") == 1
    for pool in ("write", "read"):
        opened = int(PoolSettings().pooled)
        assert metrics.value("db_connections", pool=pool) == opened
        assert metrics.value("db_connections_in_use", pool=pool) == 0
        assert metrics.value("db_connection_slots", pool=pool) == SLOTS
        assert metrics.value("db_connection_slots_in_use", pool=pool) == 0


def test_several_workers_show_the_metrics_of_all(
    settings: Settings, tmp_path: Path
) -> None:
    """Also after one of them was killed, and another one has taken its place."""
    sent = 20
    variables = {"METRICS": True, "PROMETHEUS_MULTIPROC_DIR": tmp_path}
    with run_server("--workers=2", application=APPLICATION, **variables) as port:
        url = f"http://127.0.0.1:{port}"
        wait_for_slots(url, 2 * SLOTS)
        for _ in range(sent):  # each with a connection of its own, to any worker
            with Client(base_url=url) as client:
                client.get("/planets")
        with Client(base_url=url) as client:
            assert Metrics(client).requests()["GET /planets 200"] == sent
        killed = next(iter(workers(tmp_path)))
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + TIMEOUT
        while killed in workers(tmp_path):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        wait_for_slots(url, 2 * SLOTS)
        with Client(base_url=url) as client:
            assert Metrics(client).requests()["GET /planets 200"] == sent

    assert workers(tmp_path) == set()


def workers(folder: Path) -> set[int]:
    """Return the workers whose gauges are in the folder."""
    return {int(file.stem.split("_")[-1]) for file in folder.glob("gauge_livesum_*.db")}


def wait_for_slots(url: str, wanted: int) -> None:
    """Return when the workers together show this number of connection slots."""
    deadline = time.monotonic() + TIMEOUT
    found = None
    while found != wanted:
        assert time.monotonic() < deadline, found
        with Client(base_url=url) as client:
            found = Metrics(client).value("db_connection_slots", pool="write")
