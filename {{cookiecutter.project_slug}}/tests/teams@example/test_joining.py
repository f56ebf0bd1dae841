"""Requests that join a team while other requests delete it."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy.exc import DBAPIError

from app.db.errors import to_problem
from app.errors import UnavailableError
from app.teams import service as teams
from app.users import service as users
from app.users.schemas import NewUser
from tests.support.factories import create_team, user_json
from tests.support.sessions import TwoSessions


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


async def test_a_team_that_is_being_changed_can_be_joined(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    team = await create_team(committing_client)
    changing, joining = two_sessions
    await teams.lock_team(changing, team["id"])
    await teams.lock_team_by_name(changing, team["name"])
    new = NewUser(**user_json(team_id=team["id"]), hashed_password="")

    # It would time out if it waited.
    user = await users.create_user(joining, new)

    assert user.team_id == team["id"]


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
