"""One request is one transaction, which commits before the response is sent."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.errors import to_problem
from app.errors import UnavailableError
from app.teams import service as teams
from app.users import service as users
from app.users.schemas import NewUser
from tests.support.factories import create_team, create_user, user_json
from tests.support.responses import count_items
from tests.support.sessions import TwoSessions


@pytest.fixture
async def deferred_constraint(two_sessions: TwoSessions) -> AsyncIterator[None]:
    """Make full names unique by a constraint that is checked at the commit."""
    session, _ = two_sessions
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


async def test_a_failed_commit_is_an_error_response(
    committing_client: AsyncClient, deferred_constraint: None
) -> None:
    await create_user(committing_client, full_name="Ada")

    response = await committing_client.post("/users", json=user_json(full_name="Ada"))

    assert response.status_code == 409
    assert await count_items(committing_client, "/users") == 1


async def test_a_failed_request_changes_nothing(
    committing_client: AsyncClient,
) -> None:
    taken = await create_user(committing_client)
    members = [user_json(), user_json(username=taken["username"])]

    response = await committing_client.post(
        "/teams", json={"name": "Half done", "members": members}
    )

    assert response.status_code == 409
    assert await count_items(committing_client, "/teams") == 0
    assert await count_items(committing_client, "/users") == 1


async def test_the_commit_comes_before_the_response(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    user = await create_user(committing_client)

    seen = await users.get_user(two_sessions[0], user["id"])

    assert seen.username == user["username"]


async def test_a_team_that_a_user_is_joining_cannot_be_deleted(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    team = await create_team(committing_client)
    joining, deleting = two_sessions
    new = NewUser(**user_json(team_id=team["id"]), hashed_password="")
    await users.create_user(joining, new)
    locked = await teams.lock_team(deleting, team["id"])

    with pytest.raises(DBAPIError) as caught:
        await teams.delete_team(deleting, locked)

    assert isinstance(to_problem(caught.value), UnavailableError)


async def test_a_team_that_is_being_deleted_cannot_be_joined(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    team = await create_team(committing_client)
    deleting, joining = two_sessions
    await teams.delete_team(deleting, await teams.lock_team(deleting, team["id"]))
    new = NewUser(**user_json(team_id=team["id"]), hashed_password="")

    with pytest.raises(DBAPIError) as caught:
        await users.create_user(joining, new)

    assert isinstance(to_problem(caught.value), UnavailableError)


async def test_a_user_cannot_be_changed_by_two_requests_at_once(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    user = await create_user(committing_client)
    one, other = two_sessions
    await users.lock_user(one, user["id"])

    with pytest.raises(DBAPIError) as caught:
        await users.lock_user(other, user["id"])

    assert isinstance(to_problem(caught.value), UnavailableError)
