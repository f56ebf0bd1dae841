"""Undoing the deletion of a team."""

from httpx2 import AsyncClient

from tests.support.factories import create_team, user_json
from tests.support.responses import error_fields


async def test_a_restored_team_is_as_before(client: AsyncClient) -> None:
    team = await create_team(client, description="Once more")
    await client.delete(f"/teams/{team['id']}")

    response = await client.post(f"/teams/{team['id']}/restore")

    assert response.status_code == 200
    restored = response.json()
    assert restored | {"users": [], "updated_at": team["updated_at"]} == team
    detail = await client.get(f"/teams/{team['id']}")
    assert detail.json() == restored | {"users": []}
    stats = await client.get("/teams/stats")
    assert [item["id"] for item in stats.json()["items"]] == [team["id"]]


async def test_a_restored_team_can_be_joined(client: AsyncClient) -> None:
    team = await create_team(client)
    await client.delete(f"/teams/{team['id']}")
    await client.post(f"/teams/{team['id']}/restore")

    response = await client.post("/users", json=user_json(team_id=team["id"]))

    assert response.status_code == 201


async def test_an_unknown_team_cannot_be_restored(client: AsyncClient) -> None:
    response = await client.post("/teams/4711/restore")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no team 4711."


async def test_restoring_a_team_that_was_not_deleted_changes_nothing(
    client: AsyncClient,
) -> None:
    team = await create_team(client, members=[user_json()])

    response = await client.post(f"/teams/{team['id']}/restore")

    assert response.status_code == 200
    detail = await client.get(f"/teams/{team['id']}")
    assert detail.json() == team


async def test_a_team_whose_name_was_taken_cannot_be_restored(
    client: AsyncClient,
) -> None:
    team = await create_team(client)
    await client.delete(f"/teams/{team['id']}")
    await create_team(client, name=team["name"])

    response = await client.post(f"/teams/{team['id']}/restore")

    assert response.status_code == 409
    assert error_fields(response) == ["name"]
    gone = await client.get(f"/teams/{team['id']}")
    assert gone.status_code == 404
