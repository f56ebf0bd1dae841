"""PUT /teams/by-name/{name}: creating or replacing a team."""

import pytest
from httpx2 import AsyncClient

from tests.support.factories import create_team
from tests.support.responses import error_fields

PATH = "/teams/by-name/Research/Basic"


async def test_put_creates_a_team_and_then_replaces_it(client: AsyncClient) -> None:
    first = await client.put(PATH, json={"description": "First"})
    second = await client.put(PATH, json={"description": "Second"})
    third = await client.put(PATH, json={})

    assert [response.status_code for response in (first, second, third)] == [200] * 3
    assert first.json()["name"] == "Research/Basic"
    assert {response.json()["id"] for response in (first, second, third)} == {
        first.json()["id"]
    }
    assert second.json()["description"] == "Second"
    assert third.json()["description"] is None
    assert third.headers["etag"] == '"3"'
    assert third.json()["created_at"] == first.json()["created_at"]
    assert third.json()["updated_at"] > second.json()["updated_at"]


async def test_put_replaces_a_team_that_post_created(
    client: AsyncClient,
) -> None:
    team = await create_team(client)

    response = await client.put(
        f"/teams/by-name/{team['name']}",
        json={"description": "New"},
    )

    assert response.json()["id"] == team["id"]


@pytest.mark.parametrize(
    ("if_match", "status"), [('"2"', 200), ("*", 200), ('"1"', 412), ('"3"', 412)]
)
async def test_put_replaces_only_the_version_of_if_match(
    client: AsyncClient, if_match: str, status: int
) -> None:
    await client.put(PATH, json={})
    await client.put(PATH, json={"description": "Second"})

    response = await client.put(PATH, json={}, headers={"If-Match": if_match})

    assert response.status_code == status


async def test_put_with_if_match_creates_no_team(client: AsyncClient) -> None:
    response = await client.put(PATH, json={}, headers={"If-Match": "*"})

    teams = await client.get("/teams")
    assert response.status_code == 412
    assert teams.json()["items"] == []


@pytest.mark.parametrize("name", ["%20", "x" * 101, "%00"])
async def test_an_invalid_name_is_rejected(
    client: AsyncClient,
    name: str,
) -> None:
    response = await client.put(f"/teams/by-name/{name}", json={})

    assert response.status_code == 422
    assert error_fields(response) == ["name"]


# {% if cookiecutter.soft_delete %}
async def test_put_with_the_name_of_a_deleted_team_creates_a_team(
    client: AsyncClient,
) -> None:
    first = await client.put(PATH, json={})
    await client.delete(f"/teams/{first.json()['id']}")

    second = await client.put(PATH, json={})

    assert second.status_code == 200
    assert second.json()["id"] != first.json()["id"]
    restored = await client.post(f"/teams/{first.json()['id']}/restore")
    assert restored.status_code == 409


# {% endif %}
async def test_unknown_fields_are_rejected(client: AsyncClient) -> None:
    response = await client.put(PATH, json={"name": "Other"})

    assert response.status_code == 422
