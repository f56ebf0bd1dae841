"""Dependencies of the routes of users.

Passwords are hashed here, before the request has a session: hashing is slow, and a
request must not hold a connection meanwhile. FastAPI solves dependencies in the order
of an endpoint's parameters, so `new` and `changes` come before `session`.
"""

from typing import Annotated, Any

from fastapi import Depends

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.users import service
from app.users.models import User
from app.users.passwords import hash_password
from app.users.schemas import (
    BulkCreate,
    NewUser,
    NewUsers,
    TeamMemberCreate,
    UserCreate,
    UserUpdate,
)


async def hash_user(data: UserCreate | TeamMemberCreate) -> NewUser:
    """Return the user to insert, with the password hashed."""
    hashed_password = await hash_password(data.password)
    return NewUser.model_validate(data, update={"hashed_password": hashed_password})


async def new_user(data: UserCreate) -> NewUser:
    """Return the user of the request body, with a hashed password."""
    return await hash_user(data)


async def new_users(data: BulkCreate) -> NewUsers:
    """Return the users of the request body, with hashed passwords."""
    users = [await hash_user(user) for user in data.users]
    return NewUsers(users=users, on_error=data.on_error)


async def user_changes(data: UserUpdate) -> dict[str, Any]:
    """Return the columns that the request body changes, with their new values."""
    changes = data.model_dump(exclude_unset=True)
    if "password" in changes:
        changes["hashed_password"] = await hash_password(changes.pop("password"))
    return changes


async def lock_user(
    session: SessionDep,
    user_id: PathId,
    if_match: IfMatch = None,
) -> User:
    """Return the user of the path, locked for a change, after checking If-Match."""
    user = await service.lock_user(session, user_id)
    check_if_match(user, if_match)
    return user


NewUserDep = Annotated[NewUser, Depends(new_user)]
NewUsersDep = Annotated[NewUsers, Depends(new_users)]
UserChangesDep = Annotated[dict[str, Any], Depends(user_changes)]
LockedUserDep = Annotated[User, Depends(lock_user)]
