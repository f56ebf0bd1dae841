"""Request ids, in responses and in the log."""

import pytest
from httpx2 import AsyncClient

from tests.support.failures import failing_with
from tests.support.sample import service

REQUEST_ID = "6f1d2c3b4a5968778695a4b3c2d1e0f0"


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
    assert given.json().get("request_id", REQUEST_ID) == REQUEST_ID


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("6f1d2c3b-4a59-6877-8695-a4b3c2d1e0f0", True),
        ("web_1.2", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("a b", False),
        ("a/b", False),
        ("\xe4", False),
        ("", False),
    ],
)
async def test_only_ids_that_can_be_logged_are_kept(
    client: AsyncClient, log: pytest.LogCaptureFixture, given: str, is_kept: bool
) -> None:
    headers = {b"X-Request-ID": given.encode("latin-1")}
    response = await client.get("/nowhere", headers=headers)

    request_id = response.headers["x-request-id"]
    assert (request_id == given) == is_kept
    assert response.headers.get_list("x-request-id") == [request_id]
    assert response.json()["request_id"] == request_id
    assert f"[{request_id}] app.requests: " in log.text


async def test_an_internal_error_is_logged_with_the_request_id(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "create", failing_with(RuntimeError("cause")))

    response = await client.post(
        "/planets", json={"name": "Mars"}, headers={"X-Request-ID": REQUEST_ID}
    )

    assert response.status_code == 500
    assert response.headers.get_list("x-request-id") == [REQUEST_ID]
    assert response.json()["request_id"] == REQUEST_ID
    assert f"[{REQUEST_ID}] app.api.problems: POST /planets" in log.text
    assert "RuntimeError: cause" in log.text
