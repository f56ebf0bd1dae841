"""From what the API takes to what the table holds: the password becomes its hash."""

from typing import Any

from app.passwords import hash_password
from app.users.models import User
from app.users.schemas import MemberCreate, UserCreate, UserUpdate


async def new_user(data: UserCreate | MemberCreate) -> User:
    """Return a user that no session knows yet."""
    hashed_password = await hash_password(data.password)
    return User.model_validate(data, update={"hashed_password": hashed_password})


async def changes_of(data: UserUpdate) -> dict[str, Any]:
    """Return the columns to change and their new values."""
    changes = data.sent()
    if "password" in changes:
        changes["hashed_password"] = await hash_password(changes.pop("password"))
    return changes
