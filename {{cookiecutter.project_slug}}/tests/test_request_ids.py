"""Every answer names its request, and so does every line of the log about it."""

import logging
from collections.abc import Iterator

import pytest
from asgi_correlation_id import CorrelationIdFilter
from httpx2 import AsyncClient

from app.users import service
from tests.api import create_user, failing_with, user_json

REQUEST_ID = "6f1d2c3b4a5968778695a4b3c2d1e0f0"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log, its lines as the service writes them."""
    handler = logging.getLogger("app").handlers[0]
    assert any(isinstance(each, CorrelationIdFilter) for each in handler.filters)
    caplog.handler.addFilter(handler.filters[0])
    original = caplog.handler.formatter
    caplog.handler.setFormatter(handler.formatter)
    yield caplog
    caplog.handler.removeFilter(handler.filters[0])
    caplog.handler.setFormatter(original)


@pytest.mark.parametrize("path", ["/users", "/users/4711", "/nowhere", "/users/x"])
async def test_an_answer_carries_the_id_of_its_request(
    client: AsyncClient,
    path: str,
) -> None:
    given = await client.get(path, headers={"X-Request-ID": REQUEST_ID})
    made = await client.get(path)

    assert given.headers["x-request-id"] == REQUEST_ID
    assert len(made.headers["x-request-id"]) == 32
    assert made.headers["x-request-id"] != REQUEST_ID


async def test_what_went_wrong_inside_can_be_found_in_the_log(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "create_user", failing_with(RuntimeError("cause")))

    response = await client.post(
        "/users", json=user_json(), headers={"X-Request-ID": REQUEST_ID}
    )

    assert response.status_code == 500
    assert response.headers["x-request-id"] == REQUEST_ID
    assert f"[{REQUEST_ID}] app.problems: POST /users" in log.text
    assert "RuntimeError: cause" in log.text


async def test_what_the_server_said_is_logged_and_not_told(
    client: AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    taken = await create_user(client)

    response = await client.post(
        "/users",
        json=user_json(username=taken["username"]),
        headers={"X-Request-ID": REQUEST_ID},
    )

    said = f"Key (username)=({taken['username']}) already exists"
    assert response.status_code == 409
    assert taken["username"] not in response.text
    assert f"[{REQUEST_ID}]" in log.text
    assert said in log.text
