"""Traces of a service that runs as in production."""

from collections.abc import Iterator

import pytest
from httpx2 import Client
from sqlalchemy import make_url

from app.config.settings import Settings
from app.db.engine_options import APPLICATION_NAME
from app.monitoring.traces import resource
from tests.support.otlp_collector import Collector, attributes, run_collector
from tests.support.run_server import run_server
from tests.support.server import execute
from tests.support.tables import TRUNCATE

APPLICATION = "tests.support.monitored_app:create_monitored_app"
SECRET = "ophelia@example.com"


@pytest.fixture(scope="module")
def collected(settings: Settings, direct_settings: Settings) -> Iterator[Collector]:
    """What is collected of requests with a secret in them.

    The spans arrive although the service ends before it would send them.
    """
    with run_collector() as collector:
        variables = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": 60_000,
        }
        with (
            run_server(application=APPLICATION, **variables) as port,
            Client(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            client.put(f"/planets/by-name/{SECRET}", json={"note": SECRET})
            client.post("/planets", json={"name": SECRET})  # a conflict
            client.get("/planets/moon-counts", params={"cursor": SECRET})
            client.get("/planets")
            client.get(f"/v1/more/fail/{SECRET}")
            client.get(f"/nowhere/{SECRET}")
        yield collector
    execute(make_url(direct_settings.database_url), TRUNCATE)


def test_each_request_has_a_span(collected: Collector) -> None:
    statuses = {
        name: attributes(span)["http.response.status_code"]
        for name, span in collected.requests().items()
    }

    assert statuses == {
        "PUT /planets/by-name/{name}": "200",
        "POST /planets": "409",
        "GET /planets/moon-counts": "422",
        "GET /planets": "200",
        "GET /v1/more/fail/{name}": "500",
        "GET": "404",
    }
    assert collected.resource["service.name"] == APPLICATION_NAME


@pytest.mark.parametrize(
    ("request_line", "words"),
    [
        ("PUT /planets/by-name/{name}", "INSERT INTO sample.planets "),
        ("POST /planets", "INSERT INTO sample.planets "),
        ("GET /planets", "FROM sample.planets"),
    ],
)
def test_statements_have_spans_within_that_of_their_request(
    collected: Collector, request_line: str, words: str
) -> None:
    statements = collected.statements(collected.requests()[request_line])

    assert words in "\n".join(statements)


def test_spans_contain_nothing_that_a_client_has_sent(collected: Collector) -> None:
    assert b"exception.type" in collected.received
    assert SECRET.partition("@")[0].encode() not in collected.received


def test_the_environment_names_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=planets")

    assert resource("1.0").attributes["service.name"] == "planets"
