"""SIGTERM: what clients and the orchestrator see until the server has ended."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from sqlalchemy import make_url

from app.config.settings import Settings
from tests.support.run_server import server_process
from tests.support.server import execute
from tests.support.wait_for_port import TIMEOUT

SLEEPING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'
"""


def wait_until_sleeping(settings: Settings, count: int) -> None:
    deadline = time.monotonic() + TIMEOUT
    while execute(make_url(settings.database_url), SLEEPING) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_load_balancers_notice_before_the_server_ends(
    settings: Settings,
) -> None:
    with server_process(
        application="app.asgi:app", variables={"SHUTDOWN_DELAY": 1}
    ) as server:
        ready = httpx2.get(f"{server.url}/health/ready")
        server.process.terminate()
        server.process.terminate()  # a second one neither ends nor prolongs it
        stopping = httpx2.get(f"{server.url}/health/ready")
        live = httpx2.get(f"{server.url}/health/live")
        status = server.process.wait(TIMEOUT)

    assert ready.status_code == live.status_code == 200
    assert stopping.status_code == 503
    assert stopping.json()["detail"] == "The service is shutting down."
    assert status == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_are_finished_before_the_server_ends(
    settings: Settings, direct_settings: Settings, workers: int
) -> None:
    options = [f"--workers={workers}", "--timeout-graceful-shutdown=10"]
    with server_process(*options) as server, ThreadPoolExecutor() as threads:
        address = f"{server.url}/ping?seconds=1"
        accepted = [threads.submit(httpx2.get, address) for _ in range(3)]
        wait_until_sleeping(direct_settings, count=3)
        status = server.end()

    assert [each.result().status_code for each in accepted] == [200, 200, 200]
    assert status == 0
