"""Request bodies with passwords, which are hashed before the request has a session.

Hashing is slow, and a request must not hold a connection meanwhile. FastAPI solves
dependencies in the order of an endpoint's parameters, so `new` and `changes` come
before `session`.
"""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends

from app.api.transactions import RunInTransactionDep
from app.users.bulk import check_names
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
    values = data.model_dump(exclude={"password"})
    return NewUser(**values, hashed_password=hashed_password)


async def new_user(data: UserCreate) -> NewUser:
    """Return the user of the request body, with a hashed password."""
    return await hash_user(data)


async def new_users(data: BulkCreate, run: RunInTransactionDep) -> NewUsers:
    """Return the users of the request body, with hashed passwords."""
    if data.on_error == "abort":
        await run(partial(check_names, place="users", users=data.users))
    users = [await hash_user(user) for user in data.users]
    return NewUsers(users=users, on_error=data.on_error)


async def user_changes(data: UserUpdate) -> dict[str, Any]:
    """Return the columns that the request body changes, with their new values."""
    changes = data.model_dump(exclude_unset=True)
    if "password" in changes:
        changes["hashed_password"] = await hash_password(changes.pop("password"))
    return changes


NewUserDep = Annotated[NewUser, Depends(new_user)]
NewUsersDep = Annotated[NewUsers, Depends(new_users)]
UserChangesDep = Annotated[dict[str, Any], Depends(user_changes)]
