"""Users that are stored with values that a request could not have stored."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.config.settings import PoolSettings, Settings
from app.db.cursors import encode_cursor
from app.db.engine import create_engine, create_session_maker
from app.db.session import AsyncSession, AsyncSessionMaker
from app.users.models import User
from tests.support.factories import (
    Json,
    add_member,
    create_project,
    create_team,
    create_user,
)
from tests.support.stored_values import (
    STORED_TIMES,
    StoredValue,
    all_pages,
    parametrize,
    store,
    stored_text,
)

USERS = [
    *stored_text("username", "", "a b", "ä\N{ZERO WIDTH SPACE}"),
    *stored_text("email", "", "plain", "a@localhost", "ADA@EXAMPLE.COM"),
    *stored_text("full_name", "", "  "),
    *STORED_TIMES,
]


@pytest.fixture
async def team(client: AsyncClient) -> Json:
    return await create_team(client)


@pytest.fixture
async def user(client: AsyncClient, team: Json) -> Json:
    """A user with a team, between two other users."""
    await create_user(client)
    user = await create_user(client, team_id=team["id"])
    await create_user(client)
    return user


@parametrize(*USERS)
async def test_lists_show_them(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)

    for sort in ("created_at", "-created_at", "username", "-username"):
        items = await all_pages(client, "/users", sort=sort)

        shown = {item["id"]: item for item in items}
        assert len(items) == len(shown) == 3
        assert shown[user["id"]] == user | {value.column: value.shown}


@parametrize(*USERS)
async def test_the_directory_shows_them(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)
    expected = user | {value.column: value.shown}

    for sort in ("username", "-username"):
        items = await all_pages(client, "/users/directory", sort=sort)

        shown = {item["id"]: item for item in items}
        assert len(items) == len(shown) == 3
        fields = ("id", "username", "email")
        assert shown[user["id"]] == {field: expected[field] for field in fields}


@parametrize(*USERS)
async def test_the_export_shows_them(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)

    response = await client.get("/users/export")

    lines = [json.loads(line) for line in response.text.splitlines()]
    assert lines[1] == user | {value.column: value.shown}
    assert len(lines) == 3


@parametrize(*USERS)
async def test_they_are_shown_alone_and_with_their_team_and_projects(
    session: AsyncSession,
    client: AsyncClient,
    user: Json,
    team: Json,
    value: StoredValue,
) -> None:
    project = await create_project(client)
    await add_member(client, project, user)
    await store(session, User, user["id"], value)

    detail = await client.get(f"/users/{user['id']}")
    team_detail = await client.get(f"/teams/{team['id']}")
    project_detail = await client.get(f"/projects/{project['id']}")

    expected = user | {value.column: value.shown}
    assert detail.json().items() >= expected.items()
    assert team_detail.json()["users"] == [expected]
    [member] = project_detail.json()["members"]
    assert member["id"] == user["id"]


@parametrize(*stored_text("username", "a b", "ä\N{ZERO WIDTH SPACE}", "."))
async def test_they_are_found_by_username(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)

    path = f"/users/by-username/{quote(value.stored, safe='')}"
    response = await client.get(path.replace(".", "%2E"))

    assert response.json()["id"] == user["id"]


@parametrize(*USERS)
async def test_another_field_of_them_can_be_changed(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)

    response = await client.patch(f"/users/{user['id']}", json={"is_active": False})

    expected = user | {value.column: value.shown, "is_active": False}
    changed = response.json()
    assert changed | {"updated_at": expected["updated_at"]} == expected


@parametrize(*USERS)
async def test_they_can_join_and_leave_projects_and_be_deactivated_and_deleted(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    project = await create_project(client)
    await store(session, User, user["id"], value)
    member = f"/projects/{project['id']}/members/{user['id']}"

    joined = await client.put(member)
    left = await client.delete(member)
    deactivated = await client.post("/users/deactivate", json={"ids": [user["id"]]})
    deleted = await client.delete(f"/users/{user['id']}")

    assert (joined.status_code, left.status_code) == (204, 204)
    assert deactivated.json() == {"deactivated": 1}
    assert deleted.status_code == 204


# {% if cookiecutter.soft_delete %}
@parametrize(*USERS)
async def test_they_can_be_restored(
    session: AsyncSession, client: AsyncClient, user: Json, value: StoredValue
) -> None:
    await store(session, User, user["id"], value)
    await client.delete(f"/users/{user['id']}")

    response = await client.post(f"/users/{user['id']}/restore")

    expected = user | {value.column: value.shown}
    restored = response.json()
    assert restored | {"updated_at": expected["updated_at"]} == expected


# {% endif %}
@pytest.mark.parametrize("version", [-(2**63), -1, 0, 2**31, 2**63 - 2])
async def test_every_version_is_an_entity_tag(
    session: AsyncSession, client: AsyncClient, user: Json, version: int
) -> None:
    await store(session, User, user["id"], StoredValue("version", version, None))

    read = await client.get(f"/users/{user['id']}")
    changed = await client.patch(
        f"/users/{user['id']}",
        json={"is_active": False},
        headers={"If-Match": read.headers["ETag"]},
    )

    assert read.headers["ETag"] == f'"{version}"'
    assert changed.headers["ETag"] == f'"{version + 1}"'


async def test_a_version_that_cannot_increase_blocks_only_changes(
    session: AsyncSession, client: AsyncClient, user: Json
) -> None:
    last = StoredValue("version", 2**63 - 1, None)
    await store(session, User, user["id"], last)

    read = await client.get(f"/users/{user['id']}")
    changed = await client.patch(f"/users/{user['id']}", json={"is_active": False})

    assert read.status_code == 200
    assert changed.status_code == 422


@pytest.mark.parametrize(
    "position",
    ["", "nonsense", "now", "9" * 30, str(2**63 - 2), "9999-99-99 00:00:00+00"],
)
async def test_a_forged_position_in_a_cursor_is_rejected(
    client: AsyncClient, position: str
) -> None:
    cursor = encode_cursor("created_at", position, 1)

    response = await client.get("/users", params={"cursor": cursor})

    assert response.status_code == 422


async def test_a_text_longer_than_requests_may_send_is_shown(
    app: FastAPI, client: AsyncClient, session_maker_of_wider_columns: AsyncSessionMaker
) -> None:
    app.state.session_maker = session_maker_of_wider_columns
    app.state.read_session_maker = session_maker_of_wider_columns
    user = await create_user(client)
    long = {"username": "u" * 60, "email": "e" * 300, "full_name": "f" * 300}
    async with session_maker_of_wider_columns() as session:
        for column, text in long.items():
            await store(session, User, user["id"], StoredValue(column, text, text))

    items = await all_pages(client, "/users", sort="username")
    export = await client.get("/users/export")
    detail = await client.get(f"/users/{user['id']}")
    changed = await client.patch(f"/users/{user['id']}", json={"is_active": False})

    assert items == [user | long]
    assert export.json() == user | long
    assert detail.json().items() >= (user | long).items()
    assert changed.json().items() >= long.items()


@pytest.fixture
async def session_maker_of_wider_columns(
    settings: Settings,
) -> AsyncIterator[AsyncSessionMaker]:
    """A session maker for a transaction in which all texts of users may be longer.

    It has a connection of its own: others have statements prepared for the old types.
    """
    engine = create_engine(settings, PoolSettings())
    async with engine.connect() as connection:
        transaction = await connection.begin()
        for column in ("username", "email", "full_name"):
            statement = f"ALTER TABLE users ALTER COLUMN {column} TYPE text"
            await connection.execute(sa.text(statement))
        yield create_session_maker(connection, join_transaction_mode="create_savepoint")
        await transaction.rollback()
    await engine.dispose()
