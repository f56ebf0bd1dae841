"""Creating and deactivating many users in one request."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.users import bulk
from app.work import Sessions
from tests.api import create_team, create_user, failing_with, user_json
from tests.queries import QueryLog

# A sequence goes on whatever becomes of the transaction.
COLLIDE_ONCE = """
    CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('collisions') = 1 THEN RAISE SQLSTATE '40001'; END IF;
        RETURN NEW;
    END
    $$
"""
TRIGGER = """
    CREATE TRIGGER collide BEFORE INSERT ON users
    FOR EACH ROW EXECUTE FUNCTION collide()
"""


@pytest.fixture
async def colliding_once(
    committing_sessions: Sessions,
) -> AsyncIterator[None]:
    """Have the first user who is stored collide with another transaction."""
    async with committing_sessions.begin() as session:
        connection = await session.connection()
        for statement in ("CREATE SEQUENCE collisions", COLLIDE_ONCE, TRIGGER):
            await connection.execute(text(statement))
    yield
    async with committing_sessions.begin() as session:
        connection = await session.connection()
        await connection.execute(text("DROP FUNCTION collide CASCADE"))
        await connection.execute(text("DROP SEQUENCE collisions"))


async def count_users(client: AsyncClient) -> int:
    response = await client.get("/users", params={"total": True})
    total: int = response.json()["total"]
    return total


async def test_many_users_are_created_in_one_statement(
    client: AsyncClient, query_log: QueryLog
) -> None:
    users = [user_json() for _ in range(10)]

    with query_log.recording() as queries:
        response = await client.post("/users/bulk", json={"users": users})

    assert response.status_code == 201
    created = [user["username"] for user in response.json()["created"]]
    assert created == [user["username"] for user in users]
    assert response.json()["failed"] == []
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("fault", "field"),
    [({"username": "taken"}, "username"), ({"team_id": 4711}, "team_id")],
)
async def test_abort_creates_all_or_nothing(
    client: AsyncClient, fault: dict[str, Any], field: str
) -> None:
    await create_user(client, username="taken")
    users = [user_json(), user_json(**fault), user_json()]

    response = await client.post("/users/bulk", json={"users": users})

    assert response.status_code == 409
    assert response.json()["errors"][0]["field"] == field
    assert await count_users(client) == 1


async def test_skip_creates_the_rest_and_says_why(client: AsyncClient) -> None:
    taken = await create_user(client)
    team = await create_team(client)
    users = [
        user_json(team_id=team["id"]),
        user_json(email=taken["email"]),
        user_json(team_id=4711),
        user_json(),
    ]

    response = await client.post(
        "/users/bulk",
        json={"users": users, "on_error": "skip"},
    )

    assert response.status_code == 201
    result = response.json()
    created = [user["username"] for user in result["created"]]
    assert created == [users[0]["username"], users[3]["username"]]
    assert [failure["index"] for failure in result["failed"]] == [1, 2]
    assert [failure["errors"][0]["field"] for failure in result["failed"]] == [
        "email",
        "team_id",
    ]
    assert result["failed"][0]["username"] == users[1]["username"]
    assert await count_users(client) == 3


async def test_a_name_that_comes_twice_is_created_once(client: AsyncClient) -> None:
    twin = user_json()

    response = await client.post(
        "/users/bulk",
        json={
            "users": [twin, user_json(username=twin["username"])],
            "on_error": "skip",
        },
    )

    result = response.json()
    assert len(result["created"]) == 1
    assert [failure["index"] for failure in result["failed"]] == [1]


async def test_a_database_that_is_lost_is_not_passed_over(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = DBAPIError("SELECT 1", None, Exception(), connection_invalidated=True)
    monkeypatch.setattr(bulk, "hold_team", failing_with(lost))

    response = await client.post(
        "/users/bulk",
        json={"users": [user_json()], "on_error": "skip"},
    )

    assert response.status_code == 503


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"users": []}, "users"),
        ({"users": [user_json()] * 101}, "users"),
        ({"users": [user_json()], "on_error": "shrug"}, "on_error"),
        ({"users": [user_json(), user_json(email="?")]}, "users.1.email"),
    ],
)
async def test_a_bulk_that_makes_no_sense_is_refused_and_named(
    client: AsyncClient, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/users/bulk", json=body)

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field


async def test_users_are_deactivated_in_one_statement(
    client: AsyncClient, query_log: QueryLog
) -> None:
    users = [await create_user(client) for _ in range(3)]
    ids = [user["id"] for user in users]
    await client.post("/users/deactivate", json={"ids": ids[:1]})

    with query_log.recording() as queries:
        response = await client.post("/users/deactivate", json={"ids": [*ids, 4711]})

    assert response.json() == {"deactivated": 2}
    assert len(queries) == 1
    assert "ORDER BY users.id FOR NO KEY UPDATE" in queries[0]
    after = await client.get(f"/users/{ids[2]}")
    assert after.json()["is_active"] is False
    assert after.json()["updated_at"] > users[2]["updated_at"]


@pytest.mark.parametrize("ids", [[], [0], [True], [2**63], list(range(1, 102))])
async def test_ids_that_cannot_be_are_refused(
    client: AsyncClient,
    ids: list[int],
) -> None:
    response = await client.post("/users/deactivate", json={"ids": ids})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith("ids")


@pytest.mark.parametrize("on_error", ["abort", "skip"])
async def test_a_request_that_collides_is_repeated_as_a_whole(
    committing_client: AsyncClient, colliding_once: None, on_error: str
) -> None:
    users = [user_json(), user_json()]

    response = await committing_client.post(
        "/users/bulk", json={"users": users, "on_error": on_error}
    )

    assert response.status_code == 201
    assert response.json()["failed"] == []
    assert await count_users(committing_client) == 2
