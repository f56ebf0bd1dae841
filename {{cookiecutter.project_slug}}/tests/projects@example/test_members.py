"""Members of projects: adding, removing, listing."""

import pytest
from httpx2 import AsyncClient

from tests.support.factories import add_member, create_project, create_user
from tests.support.query_log import QueryLog
from tests.support.responses import error_fields


async def member_ids(client: AsyncClient, project_id: int) -> list[int]:
    response = await client.get(f"/projects/{project_id}")
    return sorted(member["id"] for member in response.json()["members"])


async def test_adding_a_member_twice_adds_them_once(
    client: AsyncClient,
) -> None:
    project = await create_project(client)
    user = await create_user(client)
    path = f"/projects/{project['id']}/members/{user['id']}"

    for _ in range(2):
        response = await client.put(path)

        assert response.status_code == 204
        assert response.content == b""
        assert await member_ids(client, project["id"]) == [user["id"]]


async def test_removing_a_member_twice_is_no_error(client: AsyncClient) -> None:
    project = await create_project(client)
    leaves = await create_user(client)
    stays = await create_user(client)
    await add_member(client, project, leaves)
    await add_member(client, project, stays)
    path = f"/projects/{project['id']}/members/{leaves['id']}"

    for _ in range(2):
        response = await client.delete(path)

        assert response.status_code == 204
        assert await member_ids(client, project["id"]) == [stays["id"]]


async def test_removing_a_member_keeps_their_other_projects(
    client: AsyncClient,
) -> None:
    user = await create_user(client)
    left = await create_project(client)
    kept = await create_project(client)
    await add_member(client, left, user)
    await add_member(client, kept, user)

    await client.delete(f"/projects/{left['id']}/members/{user['id']}")

    assert await member_ids(client, left["id"]) == []
    assert await member_ids(client, kept["id"]) == [user["id"]]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_members_of_an_unknown_project_are_not_found(
    client: AsyncClient,
    method: str,
) -> None:
    user = await create_user(client)

    response = await client.request(method, f"/projects/4711/members/{user['id']}")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no project 4711."


async def test_an_unknown_user_cannot_become_a_member(client: AsyncClient) -> None:
    project = await create_project(client)

    response = await client.put(f"/projects/{project['id']}/members/4711")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no user 4711."


async def test_a_deleted_user_cannot_become_a_member(client: AsyncClient) -> None:
    project = await create_project(client)
    user = await create_user(client)
    await client.delete(f"/users/{user['id']}")

    response = await client.put(f"/projects/{project['id']}/members/{user['id']}")

    assert response.status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/projects/0/members/1", "project_id"),
        (f"/projects/1/members/{2**63}", "user_id"),
    ],
)
async def test_an_invalid_id_is_named_in_a_422(
    client: AsyncClient, method: str, path: str, field: str
) -> None:
    response = await client.request(method, path)

    assert response.status_code == 422
    assert error_fields(response) == [field]


async def test_members_are_shown_as_summaries(client: AsyncClient) -> None:
    project = await create_project(client)
    user = await create_user(client, full_name="Ada", is_active=False)
    await add_member(client, project, user)

    response = await client.get(f"/projects/{project['id']}")

    assert response.json()["members"] == [
        {
            "id": user["id"],
            "username": user["username"],
            "full_name": "Ada",
            "is_active": False,
        }
    ]


async def test_the_number_of_queries_does_not_depend_on_the_members(
    client: AsyncClient, query_log: QueryLog
) -> None:
    small = await create_project(client)
    large = await create_project(client)
    for project, size in ((small, 1), (large, 5)):
        for _ in range(size):
            await add_member(client, project, await create_user(client))

    with query_log.recording() as for_one:
        await client.get(f"/projects/{small['id']}")
    with query_log.recording() as for_five:
        response = await client.get(f"/projects/{large['id']}")

    assert len(response.json()["members"]) == 5
    assert len(for_five) == len(for_one) == 2


async def test_a_deleted_user_is_no_longer_a_member(client: AsyncClient) -> None:
    project = await create_project(client)
    gone = await create_user(client)
    stays = await create_user(client)
    await add_member(client, project, gone)
    await add_member(client, project, stays)

    await client.delete(f"/users/{gone['id']}")

    assert await member_ids(client, project["id"]) == [stays["id"]]
