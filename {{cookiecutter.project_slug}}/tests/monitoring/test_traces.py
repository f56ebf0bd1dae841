"""Traces of a service that runs as in production."""

from collections.abc import Iterator

import pytest
from httpx2 import Client
from opentelemetry.proto.trace.v1.trace_pb2 import Status
from sqlalchemy import make_url

from app.config.settings import Settings
from dev.postgres import DATABASE
from tests.support.otlp_collector import Collector, attributes
from tests.support.run_server import run_server
from tests.support.server import execute
from tests.support.tables import TRUNCATE

APPLICATION = "tests.support.monitored_app:create_monitored_app"
SECRET = "ada@example.com"


@pytest.fixture(autouse=True)
def empty_tables(settings: Settings, direct_settings: Settings) -> Iterator[None]:
    yield
    execute(make_url(direct_settings.database_url), TRUNCATE)


def send_requests(collector: Collector, **variables: object) -> None:
    """Run the service, send requests with a secret in them, and stop the service."""
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **variables}
    with (
        run_server(application=APPLICATION, **endpoint) as port,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for _ in range(2):  # the second one is a conflict
            client.post("/planets", json={"name": SECRET})
        client.get("/planets", params={"name": SECRET})
        client.put(f"/planets/by-name/{SECRET}", json={"note": SECRET})
        client.get(f"/v1/more/fail/{SECRET}")
        client.get(f"/nowhere/{SECRET}")


def test_a_request_has_spans_of_itself_and_of_its_statements(
    collector: Collector,
) -> None:
    send_requests(collector)

    assert set(collector.requests()) >= {
        "POST /planets",
        "GET /planets",
        "PUT /planets/by-name/{name}",
        "GET /v1/more/fail/{name}",
        "GET",
    }
    for name, table in [("POST /planets", "planets"), ("GET /planets", "planets")]:
        statements = collector.statements(collector.requests()[name])
        assert any(table in statement for statement in statements), statements
    print(collector.statements(collector.requests()["GET /planets"]))
    print(collector.statements(collector.requests()["POST /planets"]))
    for s in collector.spans: print(s.name, attributes(s), s.status, s.events)
    assert 0
