"""Operations on users. They flush; the session of the request commits."""

from collections.abc import Sequence
from typing import Any

from app.db.pagination import Page
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.users.models import User
from app.users.queries import DirectoryQuery, UserQuery
from app.users.repository import UserReadRepository, UserRepository
from app.users.schemas import DirectoryEntry, NewUser, UserPublic


async def list_users(session: ReadSession, query: UserQuery) -> Page[UserPublic]:
    return await UserReadRepository(session).list_page(query)


async def list_directory(
    session: ReadSession,
    query: DirectoryQuery,
) -> Page[DirectoryEntry]:
    return await UserReadRepository(session).list_page(query)


async def list_users_after(
    session: ReadSession,
    *,
    after: int,
    limit: int,
) -> Sequence[User]:
    """Return the next users after this id, in id order."""
    return await UserReadRepository(session).list_after(after, limit)


async def list_names(
    session: ReadSession, usernames: list[str], emails: list[str]
) -> Sequence[tuple[str, str]]:
    """Return username and e-mail address of the users who have one of these."""
    return await UserReadRepository(session).list_names(usernames, emails)


async def get_user(session: ReadSession, user_id: int) -> User:
    """Return a user with their team and projects. Raises NotFoundError."""
    return await UserReadRepository(session).get(user_id)


async def get_user_by_username(session: ReadSession, username: str) -> User:
    """Return a user with their team and projects. Raises NotFoundError."""
    return await UserReadRepository(session).get_by_username(username)


async def lock_user(session: AsyncSession, user_id: int) -> User:
    """Return a user, locked for a change. Raises NotFoundError."""
    return await UserRepository(session).lock(user_id)


async def create_user(session: AsyncSession, new: NewUser) -> User:
    """Insert a user."""
    return await UserRepository(session).add(User(**new.model_dump()))


async def update_user(
    session: AsyncSession,
    user: User,
    changes: dict[str, Any],
) -> User:
    """Change a locked user."""
    return await UserRepository(session).update(user, changes)


async def delete_user(session: AsyncSession, user: User) -> None:
    """Delete a locked user."""
    await UserRepository(session).delete(user)


# {% if cookiecutter.soft_delete %}
async def restore_user(session: AsyncSession, user_id: int) -> User:
    """Undo the deletion of a user. Raises NotFoundError."""
    users = UserRepository(session)
    return await users.restore(await users.lock_deleted(user_id))


# {% endif %}
async def deactivate_users(session: AsyncSession, ids: list[int]) -> int:
    """Deactivate users and return how many were active."""
    return await UserRepository(session).deactivate(ids)
