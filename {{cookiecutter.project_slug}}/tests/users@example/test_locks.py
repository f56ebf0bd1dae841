"""Concurrent changes of one user."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy.exc import DBAPIError

from app.db.errors import to_problem
from app.errors import UnavailableError
from app.users import service as users
from tests.support.factories import create_user
from tests.support.sessions import TwoSessions


async def test_a_user_cannot_be_changed_by_two_requests_at_once(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    user = await create_user(committing_client)
    one, other = two_sessions
    await users.lock_user(one, user["id"])

    with pytest.raises(DBAPIError) as caught:
        await users.lock_user(other, user["id"])

    assert isinstance(to_problem(caught.value), UnavailableError)
