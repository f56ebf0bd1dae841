"""Teams that are stored with values that a request could not have stored."""

import pytest
from httpx2 import AsyncClient

from app.db.session import AsyncSession
from app.teams.models import Team
from tests.support.factories import Json, create_team, create_user
from tests.support.stored_values import (
    STORED_TIMES,
    StoredValue,
    all_pages,
    parametrize,
    store,
    stored_text,
)

NAMES = stored_text("name", "", "  ", " Research")
TEAMS = [*NAMES, *stored_text("description", "", "  "), *STORED_TIMES]


@pytest.fixture
async def team(client: AsyncClient) -> Json:
    """A team between two other teams."""
    await create_team(client)
    team = await create_team(client, description="Basic research")
    await create_team(client)
    del team["users"]
    return team


@parametrize(*TEAMS)
async def test_lists_show_them(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)

    for sort in ("created_at", "-created_at", "name", "-name"):
        items = await all_pages(client, "/teams", sort=sort)

        shown = {item["id"]: item for item in items}
        assert len(items) == len(shown) == 3
        assert shown[team["id"]] == team | {value.column: value.shown}


@parametrize(*TEAMS)
async def test_the_statistics_show_them(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)
    name = (team | {value.column: value.shown})["name"]

    for sort in ("name", "-name"):
        items = await all_pages(client, "/teams/stats", sort=sort)

        assert len(items) == 3
        assert {"id": team["id"], "name": name, "user_count": 0} in items


@parametrize(*TEAMS)
async def test_they_are_shown_alone_and_with_a_user(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    user = await create_user(client, team_id=team["id"])
    await store(session, Team, team["id"], value)

    detail = await client.get(f"/teams/{team['id']}")
    user_detail = await client.get(f"/users/{user['id']}")

    expected = team | {value.column: value.shown}
    assert detail.json() == expected | {"users": [user]}
    summary = {"id": team["id"], "name": expected["name"]}
    assert user_detail.json()["team"] == summary


@parametrize(*TEAMS)
async def test_another_field_of_them_can_be_changed(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)
    field = "name" if value.column == "description" else "description"

    response = await client.patch(f"/teams/{team['id']}", json={field: "New"})

    expected = team | {value.column: value.shown, field: "New"}
    changed = response.json()
    assert changed | {"updated_at": expected["updated_at"]} == expected


@parametrize(*[value for value in TEAMS if value not in NAMES])
async def test_they_can_be_put(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)

    path = f"/teams/by-name/{team['name']}"
    response = await client.put(path, json={"description": "New"})

    expected = team | {value.column: value.shown, "description": "New"}
    put = response.json()
    assert put | {"updated_at": expected["updated_at"]} == expected


# {% if cookiecutter.soft_delete %}
@parametrize(*TEAMS)
async def test_they_can_be_restored(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)
    await client.delete(f"/teams/{team['id']}")

    response = await client.post(f"/teams/{team['id']}/restore")

    expected = team | {value.column: value.shown}
    restored = response.json()
    assert restored | {"updated_at": expected["updated_at"]} == expected


# {% endif %}
@parametrize(*TEAMS)
async def test_they_can_be_deleted(
    session: AsyncSession, client: AsyncClient, team: Json, value: StoredValue
) -> None:
    await store(session, Team, team["id"], value)

    response = await client.delete(f"/teams/{team['id']}")

    assert response.status_code == 204
