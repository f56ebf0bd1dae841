"""The shortest and the longest text of each field of a user."""

import pytest
from httpx2 import AsyncClient, Response

from tests.support.factories import create_user, user_json
from tests.support.responses import error_fields

DOMAIN = ".".join(letter * 61 for letter in "abc")

LONGEST = {
    "username": "x" * 50,
    "email": f"{'x' * 64}@{DOMAIN}.com",
    "full_name": "x" * 200,
    "password": "x" * 128,
}
SHORTEST = {"username": "x", "full_name": "x", "password": "x" * 8}

parametrize_methods = pytest.mark.parametrize("method", ["POST", "PATCH"])
parametrize_longest = pytest.mark.parametrize(("field", "text"), LONGEST.items())
parametrize_shortest = pytest.mark.parametrize(("field", "text"), SHORTEST.items())


async def send(client: AsyncClient, method: str, field: str, text: str) -> Response:
    """Create a user with this text, or change one to it."""
    if method == "POST":
        return await client.post("/users", json=user_json(**{field: text}))
    user = await create_user(client)
    return await client.patch(f"/users/{user['id']}", json={field: text})


@parametrize_methods
@parametrize_longest
async def test_the_longest_text_is_stored(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text)

    assert response.is_success
    assert response.json().get(field, text) == text


@parametrize_methods
@parametrize_longest
async def test_a_longer_text_is_rejected(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text + "x")

    assert response.status_code == 422
    assert error_fields(response) == [field]


@parametrize_methods
@parametrize_shortest
async def test_the_shortest_text_is_stored(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text)

    assert response.is_success
    assert response.json().get(field, text) == text


@parametrize_methods
@parametrize_shortest
async def test_a_shorter_text_is_rejected(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text[1:])

    assert response.status_code == 422
    assert error_fields(response) == [field]
