"""What can be done with users. The request commits; nothing here does."""

from collections.abc import Sequence
from typing import Any

from app.pagination import Page
from app.session import AsyncSession
from app.teams.service import hold_team
from app.users.accounts import Account
from app.users.filters import DirectoryQuery, UserQuery
from app.users.models import User
from app.users.repository import UserRepository


async def list_users(session: AsyncSession, query: UserQuery) -> Page[User]:
    return await UserRepository(session).list_filtered(query)


async def list_directory(
    session: AsyncSession, query: DirectoryQuery
) -> Page[tuple[int, str, str]]:
    return await UserRepository(session).list_directory(query)


async def list_after(
    session: AsyncSession,
    *,
    after: int,
    limit: int,
) -> Sequence[User]:
    """Return the users with the next greater ids, the least first."""
    return await UserRepository(session).list_after(after, limit)


async def get_user(session: AsyncSession, user_id: int) -> User:
    """Return a user with their team and projects."""
    return await UserRepository(session).get(user_id)


async def get_user_by_username(session: AsyncSession, username: str) -> User:
    """Return a user with their team and projects."""
    return await UserRepository(session).get_by_username(username)


async def lock_user(session: AsyncSession, user_id: int) -> User:
    """Return a user whom no other request can change until this one ends."""
    return await UserRepository(session).lock(user_id)


async def create_user(session: AsyncSession, account: Account) -> User:
    user = User.model_validate(account)
    await hold_team(session, user.team_id)
    return await UserRepository(session).add(user)


async def update_user(
    session: AsyncSession,
    user: User,
    changes: dict[str, Any],
) -> User:
    await hold_team(session, changes.get("team_id"))
    return await UserRepository(session).update(user, changes)


async def delete_user(session: AsyncSession, user: User) -> None:
    await UserRepository(session).delete(user)


# {% if cookiecutter.soft_delete %}
async def restore_user(session: AsyncSession, user_id: int) -> User:
    """Undo a deletion."""
    users = UserRepository(session)
    user = await users.lock_deleted(user_id)
    await hold_team(session, user.team_id)
    return await users.restore(user)


# {% endif %}
async def deactivate_users(session: AsyncSession, ids: list[int]) -> int:
    """Deactivate users and return how many were active."""
    return await UserRepository(session).deactivate(ids)
