"""Request ids, in responses and in the log."""

import logging
from collections.abc import Iterator

import pytest
from asgi_correlation_id import CorrelationIdFilter
from httpx2 import AsyncClient

from tests.support.failures import failing_with
from tests.support.sample import service
from tests.support.sample.requests import create_planet

REQUEST_ID = "6f1d2c3b4a5968778695a4b3c2d1e0f0"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log, formatted as the service formats it."""
    handler = logging.getLogger("app").handlers[0]
    assert any(isinstance(each, CorrelationIdFilter) for each in handler.filters)
    caplog.handler.addFilter(handler.filters[0])
    original = caplog.handler.formatter
    caplog.handler.setFormatter(handler.formatter)
    yield caplog
    caplog.handler.removeFilter(handler.filters[0])
    caplog.handler.setFormatter(original)


@pytest.mark.parametrize(
    "path", ["/planets", "/planets/4711", "/nowhere", "/planets/x"]
)
async def test_each_response_has_the_id_of_its_request(
    client: AsyncClient,
    path: str,
) -> None:
    given = await client.get(path, headers={"X-Request-ID": REQUEST_ID})
    made = await client.get(path)

    assert given.headers["x-request-id"] == REQUEST_ID
    assert len(made.headers["x-request-id"]) == 32
    assert made.headers["x-request-id"] != REQUEST_ID


async def test_an_internal_error_is_logged_with_the_request_id(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "create", failing_with(RuntimeError("cause")))

    response = await client.post(
        "/planets", json={"name": "Mars"}, headers={"X-Request-ID": REQUEST_ID}
    )

    assert response.status_code == 500
    assert response.headers["x-request-id"] == REQUEST_ID
    assert f"[{REQUEST_ID}] app.api.problems: POST /planets" in log.text
    assert "RuntimeError: cause" in log.text


async def test_the_message_of_the_database_is_logged_but_not_sent(
    client: AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    taken = await create_planet(client)

    response = await client.post(
        "/planets",
        json={"name": taken["name"]},
        headers={"X-Request-ID": REQUEST_ID},
    )

    message = f"Key (name)=({taken['name']}) already exists"
    assert response.status_code == 409
    assert taken["name"] not in response.text
    assert f"[{REQUEST_ID}]" in log.text
    assert message in log.text
