"""Creating, reading, changing and deleting one user."""

import json
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import col, select

from app.db.session import AsyncSession
from app.users import passwords
from app.users.models import User
from tests.support.factories import create_project, create_team, create_user, user_json
from tests.support.query_log import QueryLog
from tests.support.responses import error_fields

JSON_TYPE = {"Content-Type": "application/json"}


async def stored_hash(session: AsyncSession, user_id: int) -> str:
    result = await session.exec(
        select(User.hashed_password).where(col(User.id) == user_id),
    )
    return result.one()


async def test_a_created_user_can_be_read(client: AsyncClient) -> None:
    created = await create_user(client, username="ada", email="Ada@Example.com")

    response = await client.get(f"/users/{created['id']}")

    assert response.status_code == 200
    user = response.json()
    assert user["username"] == "ada"
    assert user["email"] == "ada@example.com"
    assert user["is_active"] is True
    assert user["team"] is None
    assert user["projects"] == []


async def test_the_password_is_stored_as_a_hash_and_never_shown(
    client: AsyncClient, session: AsyncSession
) -> None:
    body = user_json(password="correct horse")

    created = await client.post("/users", json=body)

    user = created.json()
    lists = [await client.get(path) for path in ("/users", f"/users/{user['id']}")]
    hashed = await stored_hash(session, user["id"])
    assert passwords.hasher.verify("correct horse", hashed)
    for response in (created, *lists):
        assert "password" not in response.text
        assert hashed not in response.text


@pytest.mark.parametrize("field", ["username", "email"])
async def test_a_taken_value_is_a_conflict_that_names_the_field(
    client: AsyncClient, field: str
) -> None:
    taken = await create_user(client)

    response = await client.post("/users", json=user_json(**{field: taken[field]}))

    assert response.status_code == 409
    problem = response.json()
    assert problem["errors"] == [{"field": field, "message": "Value is already taken"}]
    assert taken[field] not in response.text


async def test_an_email_address_is_unique_regardless_of_case(
    client: AsyncClient,
) -> None:
    await create_user(client, email="grace@example.com")

    response = await client.post("/users", json=user_json(email="GRACE@example.com"))

    assert response.status_code == 409


async def test_a_user_cannot_join_an_unknown_team(client: AsyncClient) -> None:
    response = await client.post("/users", json=user_json(team_id=4711))

    assert response.status_code == 409
    assert error_fields(response)[0] == "team_id"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "x" * 300),
        ("username", "a b"),
        ("username", "a/b"),
        ("username", "nul\0"),
        ("username", "."),
        ("username", ".."),
        ("username", "\u2025"),
        ("username", "a\uff0fb"),
        ("username", "\ufdfa" * 3),
        ("username", "\u200badmin"),
        ("username", "\x1b[31m"),
        ("email", "\u0130" * 81 + "@example.com"),
        ("username", None),
        ("email", "nobody"),
        ("email", f"{'x' * 300}@example.com"),
        ("full_name", "x" * 300),
        ("full_name", "nul\0"),
        ("full_name", "\ud800"),
        ("password", "short"),
        ("password", "nul\0nul\0"),
        ("team_id", 0),
        ("team_id", 2**63),
        ("is_active", 1),
        ("is_active", "true"),
        ("role", "admin"),
    ],
)
async def test_an_invalid_field_is_named_in_a_422(
    client: AsyncClient, field: str, value: Any
) -> None:
    # Escaped, since some of these have no place in UTF-8.
    body = json.dumps(user_json(**{field: value}))

    response = await client.post("/users", content=body, headers=JSON_TYPE)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert error_fields(response) == [field]


async def test_a_rejected_password_is_not_in_the_response(client: AsyncClient) -> None:
    response = await client.post("/users", json=user_json(password="hunter2"))

    assert response.status_code == 422
    assert "hunter2" not in response.text


async def test_whitespace_around_a_name_is_stripped(client: AsyncClient) -> None:
    created = await create_user(client, full_name="  Ada Lovelace ")

    assert created["full_name"] == "Ada Lovelace"


@pytest.mark.parametrize("path", ["/users/4711", "/users/by-username/nobody"])
async def test_an_unknown_user_is_not_found(
    client: AsyncClient,
    path: str,
) -> None:
    response = await client.get(path)

    assert response.status_code == 404
    assert response.json()["title"] == "Not Found"


@pytest.mark.parametrize("user_id", ["0", "-1", "x", str(2**63), "1" * 5000])
async def test_an_invalid_id_is_rejected(
    client: AsyncClient,
    user_id: str,
) -> None:
    response = await client.get(f"/users/{user_id}")

    assert response.status_code == 422
    assert error_fields(response)[0] == "user_id"


async def test_a_nul_character_in_the_path_is_rejected(client: AsyncClient) -> None:
    response = await client.get("/users/by-username/a%00b")

    assert response.status_code == 422
    assert error_fields(response)[0] == "username"


async def test_whitespace_around_a_username_is_stripped(client: AsyncClient) -> None:
    user = await create_user(client, username=" ada ")

    assert user["username"] == "ada"


@pytest.mark.parametrize("same", ["\u00e9mile", "e\u0301mile", "\u00e9\uff4d\uff49le"])
async def test_a_username_is_the_same_however_its_characters_are_written(
    client: AsyncClient, same: str
) -> None:
    created = await create_user(client, username="e\u0301mile")

    taken = await client.post("/users", json=user_json(username=same))
    found = await client.get(f"/users/by-username/{same}")

    assert created["username"] == "\u00e9mile"
    assert taken.status_code == 409
    assert found.json()["id"] == created["id"]


async def test_an_email_address_that_is_longer_in_lower_case_is_stored(
    client: AsyncClient,
) -> None:
    created = await create_user(client, email="\u0130" * 10 + "@example.com")

    response = await client.patch(f"/users/{created['id']}", json={"full_name": "Ada"})

    assert response.status_code == 200
    assert response.json()["email"] == "i\u0307" * 10 + "@example.com"


async def test_a_user_is_found_by_username(client: AsyncClient) -> None:
    created = await create_user(client, username="linus")

    response = await client.get("/users/by-username/linus")

    assert response.json()["id"] == created["id"]


async def test_a_user_comes_with_team_and_projects_in_one_query(
    client: AsyncClient, query_log: QueryLog
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    for _ in range(3):
        project = await create_project(client)
        await client.put(f"/projects/{project['id']}/members/{user['id']}")

    with query_log.recording() as queries:
        response = await client.get(f"/users/{user['id']}")

    detail = response.json()
    assert detail["team"] == {"id": team["id"], "name": team["name"]}
    assert len(detail["projects"]) == 3
    assert len(queries) == 1


async def test_a_patch_changes_only_the_fields_it_contains(client: AsyncClient) -> None:
    before = await create_user(client, full_name="Ada")

    response = await client.patch(f"/users/{before['id']}", json={"is_active": False})

    assert response.status_code == 200
    after = response.json()
    assert after["updated_at"] > before["updated_at"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"is_active", "updated_at"}


async def test_null_clears_an_optional_field(client: AsyncClient) -> None:
    user = await create_user(client, full_name="Ada")

    response = await client.patch(f"/users/{user['id']}", json={"full_name": None})

    assert response.json()["full_name"] is None


@pytest.mark.parametrize("field", ["username", "email", "is_active", "password"])
async def test_null_is_rejected_for_a_required_field(
    client: AsyncClient,
    field: str,
) -> None:
    user = await create_user(client)

    response = await client.patch(f"/users/{user['id']}", json={field: None})

    assert response.status_code == 422
    assert error_fields(response)[0] == field


async def test_a_new_password_is_hashed(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    user = await create_user(client)

    response = await client.patch(
        f"/users/{user['id']}",
        json={"password": "battery staple"},
    )

    assert response.status_code == 200
    hashed = await stored_hash(session, user["id"])
    assert passwords.hasher.verify("battery staple", hashed)


async def test_a_change_to_a_taken_name_is_a_conflict(client: AsyncClient) -> None:
    taken = await create_user(client)
    user = await create_user(client)

    response = await client.patch(
        f"/users/{user['id']}", json={"username": taken["username"]}
    )

    assert response.status_code == 409
    assert error_fields(response)[0] == "username"


async def test_a_user_can_move_to_a_team_and_leave_it(client: AsyncClient) -> None:
    team = await create_team(client)
    user = await create_user(client)
    path = f"/users/{user['id']}"

    moved = await client.patch(path, json={"team_id": team["id"]})
    left = await client.patch(path, json={"team_id": None})

    assert moved.json()["team_id"] == team["id"]
    assert left.json()["team_id"] is None


async def test_a_deleted_user_is_not_found(client: AsyncClient) -> None:
    user = await create_user(client)
    path = f"/users/{user['id']}"

    response = await client.delete(path)

    assert response.status_code == 204
    assert response.content == b""
    for again in (
        await client.get(path),
        await client.get(f"/users/by-username/{user['username']}"),
        await client.patch(path, json={}),
        await client.delete(path),
    ):
        assert again.status_code == 404


async def test_the_name_of_a_deleted_user_can_be_taken(client: AsyncClient) -> None:
    user = await create_user(client)
    await client.delete(f"/users/{user['id']}")

    successor = await create_user(
        client,
        username=user["username"],
        email=user["email"],
    )

    assert successor["id"] != user["id"]
