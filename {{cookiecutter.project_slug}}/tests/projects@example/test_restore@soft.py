"""Undoing the deletion of a project, or of one of its members."""

from httpx2 import AsyncClient

from tests.support.factories import add_member, create_project, create_user
from tests.support.responses import error_fields


async def test_a_restored_project_is_as_before(client: AsyncClient) -> None:
    project = await create_project(client, description="Once more")
    user = await create_user(client)
    await add_member(client, project, user)
    await client.delete(f"/projects/{project['id']}")

    response = await client.post(f"/projects/{project['id']}/restore")

    assert response.status_code == 200
    restored = response.json() | {"updated_at": project["updated_at"]}
    assert restored == project | {"member_count": 1}
    detail = await client.get(f"/projects/{project['id']}")
    assert [member["id"] for member in detail.json()["members"]] == [user["id"]]


async def test_a_restored_project_does_not_count_deleted_members(
    client: AsyncClient,
) -> None:
    project = await create_project(client)
    users = [await create_user(client) for _ in range(3)]
    for user in users:
        await add_member(client, project, user)
    await client.delete(f"/users/{users[0]['id']}")
    await client.delete(f"/projects/{project['id']}")

    response = await client.post(f"/projects/{project['id']}/restore")

    assert response.json()["member_count"] == 2


async def test_a_restored_user_is_a_member_again(client: AsyncClient) -> None:
    project = await create_project(client)
    user = await create_user(client)
    await add_member(client, project, user)
    await client.delete(f"/users/{user['id']}")

    await client.post(f"/users/{user['id']}/restore")

    detail = await client.get(f"/projects/{project['id']}")
    assert [member["id"] for member in detail.json()["members"]] == [user["id"]]


async def test_an_unknown_project_cannot_be_restored(client: AsyncClient) -> None:
    response = await client.post("/projects/4711/restore")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no project 4711."


async def test_restoring_a_project_that_was_not_deleted_changes_nothing(
    client: AsyncClient,
) -> None:
    project = await create_project(client)

    response = await client.post(f"/projects/{project['id']}/restore")

    assert response.status_code == 200
    assert response.json() == project


async def test_a_project_whose_name_was_taken_cannot_be_restored(
    client: AsyncClient,
) -> None:
    project = await create_project(client)
    await client.delete(f"/projects/{project['id']}")
    await create_project(client, name=project["name"])

    response = await client.post(f"/projects/{project['id']}/restore")

    assert response.status_code == 409
    assert error_fields(response) == ["name"]
    gone = await client.get(f"/projects/{project['id']}")
    assert gone.status_code == 404


async def test_a_deleted_project_cannot_be_joined(client: AsyncClient) -> None:
    project = await create_project(client)
    user = await create_user(client)
    await client.delete(f"/projects/{project['id']}")

    response = await client.put(f"/projects/{project['id']}/members/{user['id']}")

    assert response.status_code == 404
