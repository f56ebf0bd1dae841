"""Creating, reading, changing, deleting and listing projects."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.errors import to_problem
from app.db.session import AsyncSession
from app.errors import UnprocessableError
from tests.support.factories import (
    Json,
    add_member,
    create_project,
    create_team,
    create_user,
)
from tests.support.responses import error_fields, list_items


async def names(client: AsyncClient, **query: Any) -> list[str]:
    return await list_items(client, "/projects", "name", **{"sort": "name", **query})


async def test_a_created_project_can_be_read(client: AsyncClient) -> None:
    created = await create_project(client, name="Analytical", description="Engine")

    response = await client.get(f"/projects/{created['id']}")

    assert response.status_code == 200
    assert response.json() == created | {"members": []}
    assert created["name"] == "Analytical"
    assert created["description"] == "Engine"


async def test_a_taken_value_is_a_conflict_that_names_the_field(
    client: AsyncClient,
) -> None:
    taken = await create_project(client)

    response = await client.post("/projects", json={"name": taken["name"]})

    assert response.status_code == 409
    assert error_fields(response) == ["name"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "A", "description": "nul\0"}, "description"),
        ({"name": "A", "description": "x" * 1001}, "description"),
        ({"name": "A", "members": []}, "members"),
    ],
)
async def test_an_invalid_field_is_named_in_a_422(
    client: AsyncClient, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/projects", json=body)

    assert response.status_code == 422
    assert error_fields(response) == [field]


@pytest.mark.parametrize(
    "change",
    [{"name": "Other"}, {"description": "New"}, {"description": None}],
)
async def test_a_patch_changes_only_the_fields_it_contains(
    client: AsyncClient, change: dict[str, Any]
) -> None:
    project = await create_project(client, description="Old")

    response = await client.patch(f"/projects/{project['id']}", json=change)

    assert response.status_code == 200
    after = response.json()
    assert after["updated_at"] > project["updated_at"]
    assert after == project | change | {"updated_at": after["updated_at"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": None}, "name"), ({"name": ""}, "name"), ({"nmae": "A"}, "nmae")],
)
async def test_an_invalid_field_of_a_patch_is_named_in_a_422(
    client: AsyncClient, change: dict[str, Any], field: str
) -> None:
    project = await create_project(client)

    response = await client.patch(f"/projects/{project['id']}", json=change)

    assert response.status_code == 422
    assert error_fields(response) == [field]


async def test_a_change_to_a_taken_name_is_a_conflict(client: AsyncClient) -> None:
    taken = await create_project(client)
    project = await create_project(client)

    response = await client.patch(
        f"/projects/{project['id']}",
        json={"name": taken["name"]},
    )

    assert response.status_code == 409
    assert error_fields(response) == ["name"]


async def test_a_deleted_project_is_not_found(client: AsyncClient) -> None:
    project = await create_project(client)
    path = f"/projects/{project['id']}"

    response = await client.delete(path)

    assert response.status_code == 204
    assert response.content == b""
    for again in (
        await client.get(path),
        await client.patch(path, json={}),
        await client.delete(path),
    ):
        assert again.status_code == 404
        assert again.json()["detail"] == f"There is no project {project['id']}."
    assert await names(client) == []


async def test_deleted_projects_of_a_user_are_hidden(
    client: AsyncClient,
) -> None:
    user = await create_user(client)
    deleted = await create_project(client)
    stays = await create_project(client)
    await add_member(client, deleted, user)
    await add_member(client, stays, user)

    await client.delete(f"/projects/{deleted['id']}")

    detail = await client.get(f"/users/{user['id']}")
    assert [project["id"] for project in detail.json()["projects"]] == [stays["id"]]


async def test_the_name_of_a_deleted_project_can_be_taken(client: AsyncClient) -> None:
    project = await create_project(client)
    await client.delete(f"/projects/{project['id']}")

    successor = await create_project(client, name=project["name"])

    assert successor["id"] != project["id"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["a", "b", "c"]),
        ("-name", ["c", "b", "a"]),
        ("created_at", ["b", "c", "a"]),
        ("-created_at", ["a", "c", "b"]),
    ],
)
async def test_the_list_is_sorted_paged_and_counted(
    client: AsyncClient, sort: str, expected: list[str]
) -> None:
    for name in ("b", "c", "a"):
        await create_project(client, name=name)
    query: Json = {"sort": sort, "limit": 2, "total": True}

    first = await client.get("/projects", params=query)

    page = first.json()
    assert [project["name"] for project in page["items"]] == expected[:2]
    assert page["total"] == 3
    assert await names(client, sort=sort, cursor=page["next_cursor"]) == expected[2:]
    assert await names(client, sort=sort, offset=1) == expected[1:]


async def test_projects_are_filtered_by_active_members(
    client: AsyncClient,
) -> None:
    active = await create_user(client)
    inactive = await create_user(client, is_active=False)
    await create_project(client, name="empty")
    idle = await create_project(client, name="idle")
    mixed = await create_project(client, name="mixed")
    await add_member(client, idle, inactive)
    await add_member(client, mixed, active)
    await add_member(client, mixed, inactive)

    assert await names(client, active_members=True) == ["mixed"]
    assert await names(client, active_members=False) == ["empty", "idle"]
    assert await names(client) == ["empty", "idle", "mixed"]


async def test_projects_are_filtered_by_the_team_of_members(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    other = await create_team(client)
    shared = await create_project(client, name="shared")
    theirs = await create_project(client, name="theirs")
    await create_project(client, name="empty")
    for _ in range(3):
        await add_member(client, shared, await create_user(client, team_id=team["id"]))
    outsider = await create_user(client, team_id=other["id"])
    await add_member(client, shared, outsider)
    await add_member(client, theirs, outsider)

    assert await names(client, team_id=team["id"]) == ["shared"]
    assert await names(client, team_id=other["id"]) == ["shared", "theirs"]
    assert await names(client, team_id=4711) == []


async def test_a_filtered_list_counts_each_project_once(client: AsyncClient) -> None:
    team = await create_team(client)
    users = [await create_user(client, team_id=team["id"]) for _ in range(2)]
    for name in ("a", "b", "c"):
        project = await create_project(client, name=name)
        for user in users:
            await add_member(client, project, user)
    query: Json = {"team_id": team["id"], "active_members": True, "sort": "name"}

    first = await client.get("/projects", params={"limit": 2, "total": True, **query})

    page = first.json()
    assert [project["name"] for project in page["items"]] == ["a", "b"]
    assert page["total"] == 3
    assert await names(client, cursor=page["next_cursor"], **query) == ["c"]


async def test_a_deleted_member_does_not_count_for_a_filter(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    project = await create_project(client, name="left")
    await add_member(client, project, user)

    await client.delete(f"/users/{user['id']}")

    assert await names(client, team_id=team["id"]) == []
    assert await names(client, active_members=True) == []
    assert await names(client, active_members=False) == ["left"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sort", "description"),
        ("cursor", "nonsense"),
        ("active_members", "some"),
        ("team_id", 0),
        ("team_id", 2**63),
        ("name", "A"),
    ],
)
async def test_an_invalid_query_parameter_is_named_in_a_422(
    client: AsyncClient, field: str, value: Any
) -> None:
    response = await client.get("/projects", params={field: value})

    assert response.status_code == 422
    assert error_fields(response) == [field]


async def test_a_project_has_a_status(client: AsyncClient) -> None:
    planned = await create_project(client)
    active = await create_project(client, status="active")

    response = await client.get("/projects", params={"status": "active"})
    done = await client.patch(f"/projects/{planned['id']}", json={"status": "done"})

    assert planned["status"] == "planned"
    assert [project["id"] for project in response.json()["items"]] == [active["id"]]
    assert done.json()["status"] == "done"


@pytest.mark.parametrize("status", ["cancelled", "", None, "PLANNED"])
async def test_an_unknown_status_is_rejected(
    client: AsyncClient,
    status: object,
) -> None:
    response = await client.post("/projects", json={"name": "A", "status": status})

    assert response.status_code == 422
    assert error_fields(response) == ["status"]


async def test_the_database_rejects_an_unknown_status(session: AsyncSession) -> None:
    connection = await session.connection()
    statement = text("INSERT INTO projects (name, status) VALUES ('A', 'cancelled')")

    with pytest.raises(DBAPIError) as caught:
        await connection.execute(statement)

    problem = to_problem(caught.value)
    assert isinstance(problem, UnprocessableError)
    assert [error.field for error in problem.errors] == ["status"]
