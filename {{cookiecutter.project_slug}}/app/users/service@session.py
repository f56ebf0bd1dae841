"""What can be done with users. The request commits; nothing here does."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, select, update

from app.errors import found
from app.models import FOR_CHANGE, related
from app.pagination import Page, paginate
from app.session import AsyncSession
from app.teams.service import hold_team
from app.users.accounts import Account
from app.users.filters import DirectoryQuery, UserQuery
from app.users.models import User

DETAIL = (joinedload(related(User.team)), selectinload(related(User.projects)))


async def list_users(session: AsyncSession, query: UserQuery) -> Page[User]:
    statement = select(User).where(*query.conditions())
    return await paginate(session, statement, query)


async def list_directory(
    session: AsyncSession, query: DirectoryQuery
) -> Page[tuple[int, str, str]]:
    statement = select(User.id, User.username, User.email)
    return await paginate(session, statement, query)


async def list_after(
    session: AsyncSession,
    *,
    after: int,
    limit: int,
) -> Sequence[User]:
    """Return the users with the next greater ids, the least first."""
    statement = select(User).where(col(User.id) > after).order_by(col(User.id))
    users = await session.exec(statement.limit(limit))
    return users.all()


async def get_user(session: AsyncSession, user_id: int) -> User:
    """Return a user with their team and projects."""
    user = await session.get(User, user_id, options=DETAIL)
    return found(user, f"user {user_id}")


async def get_user_by_username(session: AsyncSession, username: str) -> User:
    """Return a user with their team and projects."""
    statement = select(User).where(User.username == username).options(*DETAIL)
    matches = await session.exec(statement)
    return found(matches.first(), f"user named {username}")


async def lock_user(session: AsyncSession, user_id: int) -> User:
    """Return a user whom no other request can change until this one ends."""
    user = await session.get(User, user_id, with_for_update=FOR_CHANGE)
    return found(user, f"user {user_id}")


async def create_user(session: AsyncSession, account: Account) -> User:
    user = User.model_validate(account)
    await hold_team(session, user.team_id)
    session.add(user)
    await session.flush()
    return user


async def update_user(
    session: AsyncSession,
    user: User,
    changes: dict[str, Any],
) -> User:
    await hold_team(session, changes.get("team_id"))
    user.sqlmodel_update(changes)
    await session.flush()
    return user


async def delete_user(session: AsyncSession, user: User) -> None:
    await session.delete(user)
    await session.flush()


# {% if cookiecutter.soft_delete %}
async def restore_user(session: AsyncSession, user_id: int) -> User:
    """Undo a deletion."""
    deleted = await session.get(
        User,
        user_id,
        with_for_update=FOR_CHANGE,
        execution_options={"include_deleted": True},
    )
    user = found(deleted, f"user {user_id}")
    await hold_team(session, user.team_id)
    user.deleted_at = None
    await session.flush()
    return user


# {% endif %}
async def deactivate_users(session: AsyncSession, ids: list[int]) -> int:
    """Deactivate users and return how many were active."""
    # Locked in the order of their ids, two such requests cannot wait for each other.
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
    updated = await session.exec(statement)
    return updated.rowcount
