"""Creating, reading, changing, deleting and listing teams."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from tests.support.factories import create_team, create_user, user_json
from tests.support.query_log import QueryLog
from tests.support.responses import error_fields, list_items


async def names(client: AsyncClient, **query: Any) -> list[str]:
    return await list_items(client, "/teams", "name", **query)


async def test_a_created_team_can_be_read(client: AsyncClient) -> None:
    created = await create_team(client, name="Compilers", description="They translate")

    response = await client.get(f"/teams/{created['id']}")

    assert response.status_code == 200
    team = response.json()
    assert team["name"] == "Compilers"
    assert team["description"] == "They translate"
    assert team["users"] == []


async def test_a_team_is_created_with_its_members(client: AsyncClient) -> None:
    members = [user_json(), user_json()]

    team = await create_team(client, members=members)

    usernames = {user["username"] for user in team["users"]}
    assert usernames == {member["username"] for member in members}
    for user in team["users"]:
        response = await client.get(f"/users/{user['id']}")
        assert response.json()["team"] == {"id": team["id"], "name": team["name"]}


async def test_a_team_is_not_created_if_a_member_cannot_be(
    client: AsyncClient,
) -> None:
    taken = await create_user(client)
    members = [user_json(), user_json(username=taken["username"])]

    response = await client.post("/teams", json={"name": "A", "members": members})

    assert response.status_code == 409
    assert error_fields(response) == ["members.1.username"]
    assert await names(client) == []
    users = await client.get("/users", params={"total": True})
    assert users.json()["total"] == 1


async def test_a_taken_value_is_a_conflict_that_names_the_field(
    client: AsyncClient,
) -> None:
    taken = await create_team(client)

    response = await client.post("/teams", json={"name": taken["name"]})

    assert response.status_code == 409
    assert error_fields(response) == ["name"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": "A", "description": "x" * 1001}, "description"),
        ({"name": "A", "members": [user_json(password="short")]}, "members.0.password"),
        ({"name": "A", "members": [user_json(team_id=1)]}, "members.0.team_id"),
        ({"name": "A", "members": [user_json()] * 101}, "members"),
        ({"name": "A", "leader": 1}, "leader"),
    ],
)
async def test_an_invalid_field_is_named_in_a_422(
    client: AsyncClient, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/teams", json=body)

    assert response.status_code == 422
    assert error_fields(response) == [field]


async def test_the_number_of_queries_does_not_depend_on_the_users(
    client: AsyncClient, query_log: QueryLog
) -> None:
    small = await create_team(client, members=[user_json()])
    large = await create_team(client, members=[user_json() for _ in range(5)])

    with query_log.recording() as for_one:
        await client.get(f"/teams/{small['id']}")
    with query_log.recording() as for_five:
        response = await client.get(f"/teams/{large['id']}")

    assert len(response.json()["users"]) == 5
    assert len(for_five) == len(for_one) == 2


async def test_a_deleted_user_is_no_longer_in_the_team(client: AsyncClient) -> None:
    team = await create_team(client, members=[user_json(), user_json()])
    gone, stays = team["users"]
    await client.delete(f"/users/{gone['id']}")

    response = await client.get(f"/teams/{team['id']}")

    assert [user["id"] for user in response.json()["users"]] == [stays["id"]]


@pytest.mark.parametrize(
    "change",
    [{"name": "Other"}, {"description": "New"}, {"description": None}],
)
async def test_a_patch_changes_only_the_fields_it_contains(
    client: AsyncClient, change: dict[str, Any]
) -> None:
    team = await create_team(client, description="Old")
    del team["users"]

    response = await client.patch(f"/teams/{team['id']}", json=change)

    assert response.status_code == 200
    after = response.json()
    assert after["updated_at"] > team["updated_at"]
    assert after == team | change | {"updated_at": after["updated_at"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": None}, "name"), ({"name": ""}, "name"), ({"nmae": "A"}, "nmae")],
)
async def test_an_invalid_field_of_a_patch_is_named_in_a_422(
    client: AsyncClient, change: dict[str, Any], field: str
) -> None:
    team = await create_team(client)

    response = await client.patch(f"/teams/{team['id']}", json=change)

    assert response.status_code == 422
    assert error_fields(response) == [field]


async def test_a_change_to_a_taken_name_is_a_conflict(client: AsyncClient) -> None:
    taken = await create_team(client)
    team = await create_team(client)

    response = await client.patch(f"/teams/{team['id']}", json={"name": taken["name"]})

    assert response.status_code == 409
    assert error_fields(response) == ["name"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_team_is_not_found(
    client: AsyncClient,
    method: str,
) -> None:
    response = await client.request(method, "/teams/4711", json={})

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no team 4711."


async def test_a_team_with_users_cannot_be_deleted(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    other = await create_team(client)
    user = await create_user(client, team_id=team["id"])

    refused = await client.delete(f"/teams/{team['id']}")
    await client.patch(f"/users/{user['id']}", json={"team_id": other["id"]})
    deleted = await client.delete(f"/teams/{team['id']}")
    gone = await client.get(f"/teams/{team['id']}")

    assert refused.status_code == 409
    assert "still in use" in refused.json()["detail"]
    assert error_fields(refused) == ["team_id"]
    assert deleted.status_code == 204
    assert deleted.content == b""
    assert gone.status_code == 404


async def test_a_team_whose_users_are_all_deleted_can_be_deleted(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    await client.delete(f"/users/{user['id']}")

    response = await client.delete(f"/teams/{team['id']}")

    assert response.status_code == 204


async def test_a_deleted_team_cannot_be_joined(client: AsyncClient) -> None:
    team = await create_team(client)
    user = await create_user(client)
    await client.delete(f"/teams/{team['id']}")

    for response in (
        await client.post("/users", json=user_json(team_id=team["id"])),
        await client.patch(f"/users/{user['id']}", json={"team_id": team["id"]}),
    ):
        assert response.status_code == 409
        assert error_fields(response) == ["team_id"]


async def test_the_name_of_a_deleted_team_can_be_taken(client: AsyncClient) -> None:
    team = await create_team(client)
    await client.delete(f"/teams/{team['id']}")

    successor = await create_team(client, name=team["name"])

    assert successor["id"] != team["id"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["a", "b", "c"]),
        ("-name", ["c", "b", "a"]),
        ("created_at", ["b", "c", "a"]),
        ("-created_at", ["a", "c", "b"]),
    ],
)
async def test_the_list_has_orders_and_pages(
    client: AsyncClient,
    sort: str,
    expected: list[str],
) -> None:
    for name in ("b", "c", "a"):
        await create_team(client, name=name)

    first = await client.get("/teams", params={"sort": sort, "limit": 2})

    assert [team["name"] for team in first.json()["items"]] == expected[:2]
    cursor = first.json()["next_cursor"]
    assert await names(client, sort=sort, cursor=cursor) == expected[2:]
    assert await names(client, sort=sort, offset=1) == expected[1:]


async def test_the_list_counts_teams_that_are_not_deleted(client: AsyncClient) -> None:
    for name in ("a", "b"):
        await create_team(client, name=name)
    deleted = await create_team(client)
    await client.delete(f"/teams/{deleted['id']}")

    response = await client.get("/teams", params={"limit": 1, "total": True})

    assert response.json()["total"] == 2
    assert await names(client, sort="name") == ["a", "b"]


@pytest.mark.parametrize("field", ["limit", "sort", "cursor", "name"])
async def test_an_invalid_query_parameter_is_named_in_a_422(
    client: AsyncClient,
    field: str,
) -> None:
    response = await client.get("/teams", params={field: "nonsense"})

    assert response.status_code == 422
    assert error_fields(response) == [field]
