"""Undoing the deletion of a user."""

from httpx2 import AsyncClient

from tests.support.factories import create_project, create_team, create_user
from tests.support.responses import error_fields


async def test_a_restored_user_is_as_before(client: AsyncClient) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    project = await create_project(client)
    await client.put(f"/projects/{project['id']}/members/{user['id']}")
    await client.delete(f"/users/{user['id']}")

    response = await client.post(f"/users/{user['id']}/restore")

    assert response.status_code == 200
    assert response.json() == user | {"updated_at": response.json()["updated_at"]}
    detail = await client.get(f"/users/{user['id']}")
    assert detail.json()["team"]["id"] == team["id"]
    assert [item["id"] for item in detail.json()["projects"]] == [project["id"]]


async def test_an_unknown_user_cannot_be_restored(client: AsyncClient) -> None:
    response = await client.post("/users/4711/restore")

    assert response.status_code == 404


async def test_restoring_a_user_who_was_not_deleted_changes_nothing(
    client: AsyncClient,
) -> None:
    user = await create_user(client)

    response = await client.post(f"/users/{user['id']}/restore")

    assert response.status_code == 200
    assert response.json() == user


async def test_a_user_whose_name_was_taken_cannot_be_restored(
    client: AsyncClient,
) -> None:
    user = await create_user(client)
    await client.delete(f"/users/{user['id']}")
    await create_user(client, username=user["username"])

    response = await client.post(f"/users/{user['id']}/restore")

    assert response.status_code == 409
    assert error_fields(response)[0] == "username"


async def test_a_user_whose_team_was_deleted_cannot_be_restored(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    await client.delete(f"/users/{user['id']}")
    await client.delete(f"/teams/{team['id']}")

    response = await client.post(f"/users/{user['id']}/restore")

    assert response.status_code == 409
    assert error_fields(response) == ["team_id"]
