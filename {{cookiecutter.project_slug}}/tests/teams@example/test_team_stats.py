"""The statistics of teams: the number of their users."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from tests.support.factories import Json, create_team, create_user, user_json
from tests.support.query_log import QueryLog
from tests.support.responses import error_fields


async def create_teams(client: AsyncClient, **sizes: int) -> None:
    """Create teams of the names and sizes given."""
    for name, size in sizes.items():
        members = [user_json() for _ in range(size)]
        await create_team(client, name=name, members=members)


async def counts(client: AsyncClient, **query: Any) -> list[tuple[str, int]]:
    response = await client.get("/teams/stats", params=query)
    assert response.status_code == 200, response.text
    return [(item["name"], item["user_count"]) for item in response.json()["items"]]


async def test_teams_without_users_are_listed(client: AsyncClient) -> None:
    await create_teams(client, empty=0, pair=2, single=1)
    await create_user(client)

    assert await counts(client) == [("empty", 0), ("pair", 2), ("single", 1)]


@pytest.mark.parametrize(
    ("at_least", "expected"),
    [(0, ["empty", "pair", "single"]), (1, ["pair", "single"]), (2, ["pair"]), (3, [])],
)
async def test_teams_are_filtered_by_number_of_users(
    client: AsyncClient, at_least: int, expected: list[str]
) -> None:
    await create_teams(client, empty=0, pair=2, single=1)

    stats = await counts(client, min_members=at_least)

    assert [name for name, _ in stats] == expected


async def test_stats_have_pages_and_a_total(client: AsyncClient) -> None:
    await create_teams(client, a=1, b=0, c=2, d=1)
    query: Json = {"min_members": 1, "sort": "-name"}

    first = await client.get(
        "/teams/stats",
        params={"limit": 2, "total": True, **query},
    )

    page = first.json()
    assert [item["name"] for item in page["items"]] == ["d", "c"]
    assert page["total"] == 3
    assert await counts(client, cursor=page["next_cursor"], **query) == [("a", 1)]


async def test_stats_take_one_query(client: AsyncClient, query_log: QueryLog) -> None:
    await create_teams(client, a=1, b=2, c=3)

    with query_log.recording() as queries:
        await client.get("/teams/stats")

    assert len(queries) == 1


async def test_deleted_users_and_teams_are_not_counted(client: AsyncClient) -> None:
    team = await create_team(client, name="left", members=[user_json(), user_json()])
    deleted = await create_team(client)
    await client.delete(f"/users/{team['users'][0]['id']}")
    await client.delete(f"/teams/{deleted['id']}")

    assert await counts(client) == [("left", 1)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("min_members", -1), ("min_members", 2**63), ("sort", "created_at")],
)
async def test_an_invalid_query_parameter_is_named_in_a_422(
    client: AsyncClient, field: str, value: Any
) -> None:
    response = await client.get("/teams/stats", params={field: value})

    assert response.status_code == 422
    assert error_fields(response) == [field]
