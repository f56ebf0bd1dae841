"""The shortest and the longest text of each field of a team."""

import pytest
from httpx2 import AsyncClient, Response

from tests.support.factories import create_team, user_json
from tests.support.responses import error_fields

LONGEST = {"name": "x" * 100, "description": "x" * 1000}

parametrize_methods = pytest.mark.parametrize("method", ["POST", "PATCH"])
parametrize_longest = pytest.mark.parametrize(("field", "text"), LONGEST.items())
parametrize_fields = pytest.mark.parametrize("field", LONGEST)


async def send(client: AsyncClient, method: str, field: str, text: str) -> Response:
    """Create a team with this text, or change one to it."""
    if method == "POST":
        return await client.post("/teams", json={"name": "A", field: text})
    team = await create_team(client)
    return await client.patch(f"/teams/{team['id']}", json={field: text})


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


@pytest.mark.parametrize(
    ("length", "status"), [(0, 422), (1, 200), (1000, 200), (1001, 422)]
)
async def test_put_has_the_same_limits_for_the_description(
    client: AsyncClient, length: int, status: int
) -> None:
    body = {"description": "x" * length}

    response = await client.put("/teams/by-name/A", json=body)

    assert response.status_code == status


async def test_put_has_the_same_limit_for_the_name(client: AsyncClient) -> None:
    longest = await client.put(f"/teams/by-name/{'x' * 100}", json={})
    longer = await client.put(f"/teams/by-name/{'x' * 101}", json={})

    assert longest.status_code == 200
    assert longer.status_code == 422


@pytest.mark.parametrize(("count", "status"), [(100, 201), (101, 422)])
async def test_a_team_is_created_with_up_to_100_members(
    client: AsyncClient, count: int, status: int
) -> None:
    members = [user_json() for _ in range(count)]

    response = await client.post("/teams", json={"name": "A", "members": members})

    assert response.status_code == status
