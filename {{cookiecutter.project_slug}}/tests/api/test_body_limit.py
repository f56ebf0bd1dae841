"""Request bodies that are too large, and bodies with too many errors."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient

LIMIT = 2**20
JSON_TYPE = {"Content-Type": "application/json"}


async def chunks() -> AsyncIterator[bytes]:
    for _ in range(3):
        yield b" " * (LIMIT // 2)


async def unread_chunks() -> AsyncIterator[bytes]:
    yield b"{}"  # would be a 422


async def test_a_body_that_is_too_large_is_a_413(client: AsyncClient) -> None:
    body = b" " * (LIMIT + 1)

    response = await client.post("/planets", content=body, headers=JSON_TYPE)

    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["connection"] == "close"
    assert str(LIMIT) in response.json()["detail"]


async def test_a_chunked_body_that_is_too_large_is_a_413(client: AsyncClient) -> None:
    response = await client.post("/planets", content=chunks(), headers=JSON_TYPE)

    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_declared_too_large_is_not_read(
    client: AsyncClient,
) -> None:
    headers = {**JSON_TYPE, "Content-Length": str(LIMIT + 1)}

    response = await client.post("/planets", content=unread_chunks(), headers=headers)

    assert response.status_code == 413


async def test_a_body_of_the_allowed_size_is_read(client: AsyncClient) -> None:
    body = b'{"name": "Mars"}'.ljust(LIMIT)

    response = await client.post("/planets", content=body, headers=JSON_TYPE)

    assert response.status_code == 201


@pytest.mark.parametrize(
    ("count", "listed", "end"),
    [(20, 20, "see `errors`."), (25, 20, "5 more are not listed.")],
)
async def test_a_response_lists_at_most_20_errors(
    client: AsyncClient, count: int, listed: int, end: str
) -> None:
    unknown = {f"field{number}": 1 for number in range(count)}

    response = await client.post("/planets", json={"name": "Mars", **unknown})

    assert response.status_code == 422
    assert len(response.json()["errors"]) == listed
    assert response.json()["detail"].endswith(end)
