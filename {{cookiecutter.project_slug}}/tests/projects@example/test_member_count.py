"""The number of members of a project."""

from httpx2 import AsyncClient

from tests.support.factories import (
    Json,
    add_member,
    create_project,
    create_team,
    create_user,
)
from tests.support.query_log import QueryLog
from tests.support.responses import list_items


async def project_with_members(client: AsyncClient, count: int) -> Json:
    project = await create_project(client)
    for _ in range(count):
        await add_member(client, project, await create_user(client))
    return project


async def test_a_new_project_has_no_members(client: AsyncClient) -> None:
    project = await create_project(client)

    assert project["member_count"] == 0


async def test_the_list_counts_the_members_of_each_project(client: AsyncClient) -> None:
    for count in (2, 0, 3):
        await project_with_members(client, count)

    assert await list_items(client, "/projects", "member_count") == [2, 0, 3]


async def test_the_list_counts_in_the_statement_that_reads_the_projects(
    client: AsyncClient, query_log: QueryLog
) -> None:
    for count in (1, 2):
        await project_with_members(client, count)

    with query_log.recording() as statements:
        await client.get("/projects")

    assert len(statements) == 1


async def test_a_project_and_its_changes_show_the_number(client: AsyncClient) -> None:
    project = await project_with_members(client, 2)
    path = f"/projects/{project['id']}"

    detail = await client.get(path)
    changed = await client.patch(path, json={"status": "active"})
    unchanged = await client.patch(path, json={})

    assert detail.json()["member_count"] == len(detail.json()["members"]) == 2
    assert changed.json()["member_count"] == 2
    assert unchanged.json()["member_count"] == 2


async def test_members_who_leave_or_are_deleted_are_not_counted(
    client: AsyncClient,
) -> None:
    project = await create_project(client)
    users = [await create_user(client) for _ in range(3)]
    for user in users:
        await add_member(client, project, user)
    path = f"/projects/{project['id']}"
    await client.delete(f"{path}/members/{users[0]['id']}")
    await client.delete(f"/users/{users[1]['id']}")

    detail = await client.get(path)
    changed = await client.patch(path, json={"status": "active"})

    assert await list_items(client, "/projects", "member_count") == [1]
    assert detail.json()["member_count"] == 1
    assert changed.json()["member_count"] == 1


async def test_a_filter_by_team_counts_the_members_of_other_teams_too(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    members = [await create_user(client, team_id=team["id"]) for _ in range(2)]
    members.append(await create_user(client))
    for _ in range(3):
        project = await create_project(client)
        for user in members:
            await add_member(client, project, user)
    await create_project(client)

    query = {"team_id": team["id"], "total": True, "limit": 2, "sort": "-name"}
    first = (await client.get("/projects", params=query)).json()
    query["cursor"] = first["next_cursor"]
    last = (await client.get("/projects", params=query)).json()

    counts = [item["member_count"] for item in first["items"] + last["items"]]
    assert counts == [3, 3, 3]
    assert (first["total"], last["total"]) == (3, 3)
    assert last["next_cursor"] is None
