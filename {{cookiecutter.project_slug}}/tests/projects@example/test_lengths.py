"""The shortest and the longest text of each field of a project."""

import pytest
from httpx2 import AsyncClient, Response

from tests.support.factories import create_project
from tests.support.responses import error_fields

LONGEST = {"name": "x" * 100, "description": "x" * 1000}

parametrize_methods = pytest.mark.parametrize("method", ["POST", "PATCH"])
parametrize_longest = pytest.mark.parametrize(("field", "text"), LONGEST.items())
parametrize_fields = pytest.mark.parametrize("field", LONGEST)


async def send(client: AsyncClient, method: str, field: str, text: str) -> Response:
    """Create a project with this text, or change one to it."""
    if method == "POST":
        return await client.post("/projects", json={"name": "A", field: text})
    project = await create_project(client)
    return await client.patch(f"/projects/{project['id']}", json={field: text})


@parametrize_methods
@parametrize_longest
async def test_the_longest_text_is_stored(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text)

    assert response.is_success
    assert response.json()[field] == text


@parametrize_methods
@parametrize_longest
async def test_a_longer_text_is_rejected(
    client: AsyncClient, method: str, field: str, text: str
) -> None:
    response = await send(client, method, field, text + "x")

    assert response.status_code == 422
    assert error_fields(response) == [field]


@parametrize_methods
@parametrize_fields
async def test_one_character_is_stored(
    client: AsyncClient,
    method: str,
    field: str,
) -> None:
    response = await send(client, method, field, "x")

    assert response.is_success
    assert response.json()[field] == "x"


@parametrize_methods
@parametrize_fields
async def test_an_empty_text_is_rejected(
    client: AsyncClient,
    method: str,
    field: str,
) -> None:
    response = await send(client, method, field, "")

    assert response.status_code == 422
    assert error_fields(response) == [field]
