"""Creating and deactivating many users in one request."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.session import AsyncSessionMaker
from app.errors import UnprocessableError
from app.users import bulk
from tests.support.factories import create_team, create_user, user_json
from tests.support.failures import failing_with
from tests.support.query_log import QueryLog
from tests.support.responses import count_items, error_fields

# A sequence is not rolled back with the transaction.
FAIL_TWICE = """
    CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('attempts') <= 2 THEN RAISE SQLSTATE '40001'; END IF;
        RETURN NEW;
    END
    $$
"""
TRIGGER = """
    CREATE TRIGGER fail_twice BEFORE INSERT ON users
    FOR EACH ROW EXECUTE FUNCTION fail_twice()
"""


@pytest.fixture
async def two_serialization_failures(
    committing_session_maker: AsyncSessionMaker,
) -> AsyncIterator[None]:
    """Fail the first two INSERTs of users with a serialization failure."""
    async with committing_session_maker.begin() as session:
        connection = await session.connection()
        for statement in ("CREATE SEQUENCE attempts", FAIL_TWICE, TRIGGER):
            await connection.execute(text(statement))
    yield
    async with committing_session_maker.begin() as session:
        connection = await session.connection()
        await connection.execute(text("DROP FUNCTION fail_twice CASCADE"))
        await connection.execute(text("DROP SEQUENCE attempts"))


async def test_many_users_are_checked_and_created_in_two_statements(
    client: AsyncClient, query_log: QueryLog
) -> None:
    users = [user_json() for _ in range(10)]

    with query_log.recording() as queries:
        response = await client.post("/users/bulk", json={"users": users})

    assert response.status_code == 201
    created = [user["username"] for user in response.json()["created"]]
    assert created == [user["username"] for user in users]
    assert response.json()["failed"] == []
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("invalid", "field"),
    [({"username": "taken"}, "username"), ({"team_id": 4711}, "team_id")],
)
async def test_abort_creates_all_or_nothing(
    client: AsyncClient, invalid: dict[str, Any], field: str
) -> None:
    await create_user(client, username="taken")
    users = [user_json(), user_json(**invalid), user_json()]

    response = await client.post("/users/bulk", json={"users": users})

    assert response.status_code == 409
    assert error_fields(response) == [f"users.1.{field}"]
    assert await count_items(client, "/users") == 1


async def test_abort_names_the_failed_users_in_the_order_of_the_request(
    client: AsyncClient,
) -> None:
    taken = await create_user(client)
    users = [
        user_json(username="b", email=taken["email"]),
        user_json(username="a"),
        user_json(username="b"),
    ]

    response = await client.post("/users/bulk", json={"users": users})

    assert error_fields(response) == ["users.0.email", "users.2.username"]


async def test_abort_names_the_users_that_the_database_rejects_in_the_same_order(
    client: AsyncClient,
) -> None:
    users = [
        user_json(username="b", team_id=4711),
        user_json(username="a", team_id=4711),
    ]

    response = await client.post("/users/bulk", json={"users": users})

    assert error_fields(response) == ["users.0.team_id", "users.1.team_id"]


async def test_abort_names_a_user_whose_error_names_no_field(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = UnprocessableError("The request contains a value out of range.")
    monkeypatch.setattr(bulk, "_insert_in_savepoint", failing_with(error))

    response = await client.post("/users/bulk", json={"users": [user_json()]})

    assert response.status_code == 409
    assert response.json()["errors"] == [
        {"field": "users.0", "message": "The request contains a value out of range."}
    ]


async def test_skip_creates_the_other_users_and_reports_the_failed(
    client: AsyncClient,
) -> None:
    taken = await create_user(client)
    team = await create_team(client)
    users = [
        user_json(username="d", team_id=team["id"]),
        user_json(username="c", email=taken["email"]),
        user_json(username="b", team_id=4711),
        user_json(username="a"),
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
    assert await count_items(client, "/users") == 3


@pytest.mark.parametrize("email", ["new@example.com", "taken@example.com"])
async def test_users_are_inserted_in_the_order_of_their_usernames(
    client: AsyncClient,
    email: str,
) -> None:
    """Two requests with the same users in different orders cannot deadlock."""
    await create_user(client, email="taken@example.com")
    users = [
        user_json(username="c"),
        user_json(username="b", email=email),
        user_json(username="a"),
    ]

    response = await client.post(
        "/users/bulk",
        json={"users": users, "on_error": "skip"},
    )

    ids = [user["id"] for user in response.json()["created"]]
    assert len(ids) >= 2
    assert ids == sorted(ids, reverse=True)


async def test_a_username_given_twice_is_created_once(client: AsyncClient) -> None:
    same = user_json()

    response = await client.post(
        "/users/bulk",
        json={
            "users": [same, user_json(username=same["username"])],
            "on_error": "skip",
        },
    )

    result = response.json()
    assert len(result["created"]) == 1
    assert [failure["index"] for failure in result["failed"]] == [1]


async def test_a_lost_connection_fails_the_whole_request(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = DBAPIError("SELECT 1", None, Exception(), connection_invalidated=True)
    monkeypatch.setattr(bulk, "_insert_in_savepoint", failing_with(lost))

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
async def test_an_invalid_field_of_a_bulk_request_is_named_in_a_422(
    client: AsyncClient, body: dict[str, Any], field: str
) -> None:
    response = await client.post("/users/bulk", json=body)

    assert response.status_code == 422
    assert error_fields(response)[0] == field


@pytest.mark.parametrize("count", [1, 100])
async def test_up_to_100_users_are_created_and_deactivated(
    client: AsyncClient, count: int
) -> None:
    users = [user_json() for _ in range(count)]

    created = await client.post("/users/bulk", json={"users": users})
    ids = [user["id"] for user in created.json()["created"]]
    deactivated = await client.post("/users/deactivate", json={"ids": ids})

    assert len(ids) == count
    assert deactivated.json() == {"deactivated": count}


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
async def test_invalid_ids_are_rejected(
    client: AsyncClient,
    ids: list[int],
) -> None:
    response = await client.post("/users/deactivate", json={"ids": ids})

    assert response.status_code == 422
    assert error_fields(response)[0].startswith("ids")


@pytest.mark.parametrize("on_error", ["abort", "skip"])
async def test_a_serialization_failure_retries_the_whole_request(
    committing_client: AsyncClient, two_serialization_failures: None, on_error: str
) -> None:
    users = [user_json(), user_json()]

    response = await committing_client.post(
        "/users/bulk", json={"users": users, "on_error": on_error}
    )

    assert response.status_code == 201
    assert response.json()["failed"] == []
    assert await count_items(committing_client, "/users") == 2
