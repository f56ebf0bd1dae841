"""Dependencies of the routes of users."""

from typing import Annotated

from fastapi import Depends

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.users import service
from app.users.models import User


async def lock_user(
    session: SessionDep,
    user_id: PathId,
    if_match: IfMatch = None,
) -> User:
    """Return the user of the path, locked for a change, after checking If-Match."""
    user = await service.lock_user(session, user_id)
    check_if_match(user, if_match)
    return user


LockedUserDep = Annotated[User, Depends(lock_user)]
