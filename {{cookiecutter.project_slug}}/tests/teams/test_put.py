"""Creating a team by its name, or replacing what is known of it."""

import pytest
from httpx2 import AsyncClient

from tests.api import create_team

PATH = "/teams/by-name/Research/Basic"


async def test_a_team_is_created_once_and_then_replaced(client: AsyncClient) -> None:
    first = await client.put(PATH, json={"description": "First"})
    second = await client.put(PATH, json={"description": "Second"})
    third = await client.put(PATH, json={})

    assert [answer.status_code for answer in (first, second, third)] == [200] * 3
    assert first.json()["name"] == "Research/Basic"
    assert {answer.json()["id"] for answer in (first, second, third)} == {
        first.json()["id"]
    }
    assert second.json()["description"] == "Second"
    assert third.json()["description"] is None
    assert third.headers["etag"] == '"3"'
    assert third.json()["created_at"] == first.json()["created_at"]
    assert third.json()["updated_at"] > second.json()["updated_at"]


async def test_a_team_that_was_created_otherwise_is_replaced(
    client: AsyncClient,
) -> None:
    team = await create_team(client)

    response = await client.put(
        f"/teams/by-name/{team['name']}",
        json={"description": "New"},
    )

    assert response.json()["id"] == team["id"]


@pytest.mark.parametrize("name", ["%20", "x" * 101, "%00"])
async def test_a_name_that_cannot_be_stored_is_refused(
    client: AsyncClient,
    name: str,
) -> None:
    response = await client.put(f"/teams/by-name/{name}", json={})

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["name"]


# {% if cookiecutter.soft_delete %}
async def test_the_name_of_a_deleted_team_makes_a_new_team(client: AsyncClient) -> None:
    first = await client.put(PATH, json={})
    await client.delete(f"/teams/{first.json()['id']}")

    second = await client.put(PATH, json={})

    assert second.status_code == 200
    assert second.json()["id"] != first.json()["id"]
    restored = await client.post(f"/teams/{first.json()['id']}/restore")
    assert restored.status_code == 409


# {% endif %}
async def test_other_fields_are_refused(client: AsyncClient) -> None:
    response = await client.put(PATH, json={"name": "Other"})

    assert response.status_code == 422
