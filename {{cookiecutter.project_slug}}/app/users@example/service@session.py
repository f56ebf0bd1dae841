"""Operations on users. They flush; the session of the request commits."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, or_, select, update

from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.errors import NotFoundError
from app.users.models import User
from app.users.queries import DirectoryQuery, UserQuery, by_username, user_detail
from app.users.schemas import DirectoryEntry, NewUser, UserPublic


async def list_users(session: ReadSession, query: UserQuery) -> Page[UserPublic]:
    return await paginate(session, query)


async def list_directory(
    session: ReadSession,
    query: DirectoryQuery,
) -> Page[DirectoryEntry]:
    return await paginate(session, query)


async def list_users_after(
    session: ReadSession,
    *,
    after: int,
    limit: int,
) -> Sequence[User]:
    """Return the next users after this id, in id order."""
    key = col(User.id)
    statement = select(User).where(key > after).order_by(key).limit(limit)
    result = await session.exec(statement)
    return result.all()


async def list_names(
    session: ReadSession, usernames: list[str], emails: list[str]
) -> Sequence[tuple[str, str]]:
    """Return username and e-mail address of the users who have one of these."""
    statement = select(User.username, User.email).where(
        or_(col(User.username).in_(usernames), col(User.email).in_(emails))
    )
    result = await session.exec(statement)
    return result.all()


async def get_user(session: ReadSession, user_id: int) -> User:
    """Return a user with their team and projects. Raises NotFoundError."""
    return await get_or_404(session, User, user_id, user_detail)


async def get_user_by_username(session: ReadSession, username: str) -> User:
    """Return a user with their team and projects. Raises NotFoundError."""
    result = await session.exec(by_username(), params={"username": username})
    user = result.unique().one_or_none()
    if user is None:
        raise NotFoundError(f"There is no user named {username}.")
    return user


async def lock_user(session: AsyncSession, user_id: int) -> User:
    """Return a user, locked for a change. Raises NotFoundError."""
    return await lock_or_404(session, User, user_id)


async def create_user(session: AsyncSession, new: NewUser) -> User:
    """Insert a user."""
    user = User(**new.model_dump())
    session.add(user)
    await session.flush()
    return user


async def update_user(
    session: AsyncSession,
    user: User,
    changes: dict[str, Any],
) -> User:
    """Change a locked user."""
    user.sqlmodel_update(changes)
    await session.flush()
    return user


async def delete_user(session: AsyncSession, user: User) -> None:
    """Delete a locked user."""
    await session.delete(user)
    await session.flush()


# {% if cookiecutter.soft_delete %}
async def restore_user(session: AsyncSession, user_id: int) -> User:
    """Undo the deletion of a user. Raises NotFoundError."""
    user = await lock_or_404(
        session,
        User,
        user_id,
        execution_options={"include_deleted": True},
    )
    user.deleted_at = None
    await session.flush()
    return user


# {% endif %}
async def deactivate_users(session: AsyncSession, ids: list[int]) -> int:
    """Deactivate users and return how many were active."""
    # Locks rows in the order of their ids: concurrent requests cannot deadlock.
    active = (
        select(User.id)
        .where(col(User.id).in_(ids), col(User.is_active))
        .order_by(col(User.id))
        .with_for_update(key_share=True)
    )
    statement = (
        update(User)
        .where(col(User.id).in_(active))
        .values(is_active=False)
        .execution_options(synchronize_session=False)
    )
    result = await session.exec(statement)
    return result.rowcount
