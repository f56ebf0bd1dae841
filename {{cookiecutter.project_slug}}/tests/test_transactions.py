"""One request is one transaction, and its end comes before the answer."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.errors import UnavailableError, problem_of
from app.session import AsyncSession
from app.teams import service as teams
from app.users import service as users
from app.users.accounts import Account
from tests.api import create_team, create_user, user_json

Rivals = tuple[AsyncSession, AsyncSession]


@pytest.fixture
async def checked_at_commit(rivals: Rivals) -> AsyncIterator[None]:
    """Make full names unique, which PostgreSQL then checks when a request commits."""
    session, _ = rivals
    connection = await session.connection()
    await connection.execute(
        text(
            "ALTER TABLE users ADD CONSTRAINT late UNIQUE (full_name) "
            "DEFERRABLE INITIALLY DEFERRED"
        )
    )
    await session.commit()
    yield
    connection = await session.connection()
    await connection.execute(text("ALTER TABLE users DROP CONSTRAINT late"))
    await session.commit()


async def total(client: AsyncClient, path: str) -> int:
    response = await client.get(path, params={"total": True})
    count: int = response.json()["total"]
    return count


async def test_a_commit_that_fails_is_what_the_client_hears_of(
    committing_client: AsyncClient, checked_at_commit: None
) -> None:
    await create_user(committing_client, full_name="Ada")

    response = await committing_client.post("/users", json=user_json(full_name="Ada"))

    assert response.status_code == 409
    assert await total(committing_client, "/users") == 1


async def test_a_request_that_fails_leaves_nothing(
    committing_client: AsyncClient,
) -> None:
    taken = await create_user(committing_client)
    members = [user_json(), user_json(username=taken["username"])]

    response = await committing_client.post(
        "/teams", json={"name": "Half done", "members": members}
    )

    assert response.status_code == 409
    assert await total(committing_client, "/teams") == 0
    assert await total(committing_client, "/users") == 1


async def test_what_was_answered_is_committed(
    committing_client: AsyncClient, rivals: Rivals
) -> None:
    user = await create_user(committing_client)

    seen = await users.get_user(rivals[0], user["id"])

    assert seen.username == user["username"]


async def test_a_team_that_gets_a_user_cannot_be_deleted_meanwhile(
    committing_client: AsyncClient, rivals: Rivals
) -> None:
    team = await create_team(committing_client)
    joining, deleting = rivals
    account = Account(**user_json(team_id=team["id"]), hashed_password="")
    await users.create_user(joining, account)

    with pytest.raises(DBAPIError) as caught:
        await teams.lock_team(deleting, team["id"])

    assert isinstance(problem_of(caught.value), UnavailableError)


async def test_a_team_that_is_being_deleted_gets_no_user_meanwhile(
    committing_client: AsyncClient, rivals: Rivals
) -> None:
    team = await create_team(committing_client)
    deleting, joining = rivals
    await teams.delete_team(deleting, await teams.lock_team(deleting, team["id"]))

    with pytest.raises(DBAPIError) as caught:
        await teams.hold_team(joining, team["id"])

    assert isinstance(problem_of(caught.value), UnavailableError)


async def test_a_user_who_is_being_changed_is_not_changed_by_another(
    committing_client: AsyncClient, rivals: Rivals
) -> None:
    user = await create_user(committing_client)
    one, other = rivals
    await users.lock_user(one, user["id"])

    with pytest.raises(DBAPIError) as caught:
        await users.lock_user(other, user["id"])

    assert isinstance(problem_of(caught.value), UnavailableError)
