"""The routes of users."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BeforeValidator

from app.api.etags import with_etag
from app.api.json_lines import json_lines
from app.api.parameters import PathId
from app.api.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.api.session import (
    ReadSessionDep,
    ReadSessionMakerDep,
    SessionDep,
    SessionMakerDep,
)
from app.api.streaming import JsonLines, StreamDep
from app.db.pagination import Page
from app.db.transactions import run_in_transaction
from app.fields import StoredStr
from app.users import bulk, service
from app.users.bodies import NewUserDep, NewUsersDep, UserChangesDep
from app.users.dependencies import LockedUserDep
from app.users.fields import normalise
from app.users.models import User
from app.users.queries import DirectoryQuery, UserQuery
from app.users.schemas import (
    BulkResult,
    DeactivateRequest,
    DeactivateResult,
    DirectoryEntry,
    UserDetail,
    UserPublic,
)

router = APIRouter(prefix="/users", tags=["users"])

PathUsername = Annotated[
    StoredStr,
    BeforeValidator(normalise),
    Path(openapi_examples={"ada": {"value": "ada"}}),
]


@router.post(
    "", response_model=UserPublic, status_code=HTTPStatus.CREATED, responses=CONFLICT
)
async def create_user(
    new: NewUserDep,
    session: SessionDep,
    response: Response,
) -> User:
    """Create a user."""
    return with_etag(response, await service.create_user(session, new))


@router.get("")
async def list_users(
    session: ReadSessionDep,
    query: Annotated[UserQuery, Query()],
) -> Page[UserPublic]:
    """List the users that match all given filters."""
    return await service.list_users(session, query)


@router.post("/bulk", status_code=HTTPStatus.CREATED, responses=CONFLICT)
async def create_users(new: NewUsersDep, session_maker: SessionMakerDep) -> BulkResult:
    """Create up to 100 users.

    With `on_error=skip` the response is 201 even if users could not be created: they
    are listed in `failed`.
    """
    return await run_in_transaction(session_maker, partial(bulk.create_users, new=new))


@router.post("/deactivate")
async def deactivate_users(
    session: SessionDep,
    data: DeactivateRequest,
) -> DeactivateResult:
    """Deactivate up to 100 users. Ids of unknown or inactive users are ignored."""
    count = await service.deactivate_users(session, data.ids)
    return DeactivateResult(deactivated=count)


@router.get("/directory")
async def list_directory(
    session: ReadSessionDep, query: Annotated[DirectoryQuery, Query()]
) -> Page[DirectoryEntry]:
    """List users with username and e-mail address only."""
    return await service.list_directory(session, query)


@router.get("/export", response_class=JsonLines)
async def export_users(
    session_maker: ReadSessionMakerDep,
    stream: StreamDep,
) -> JsonLines:
    """Stream all users as JSON Lines, in id order. Each line is a UserPublic.

    Users who are created or deleted during the export may be missing.
    """
    lines = json_lines(session_maker, service.list_users_after, UserPublic)
    return await stream(lines)


@router.get("/by-username/{username}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user_by_username(
    session: ReadSessionDep, username: PathUsername, response: Response
) -> User:
    """Get a user by username, with their team and projects."""
    return with_etag(response, await service.get_user_by_username(session, username))


@router.get("/{user_id}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user(
    session: ReadSessionDep,
    user_id: PathId,
    response: Response,
) -> User:
    """Get a user, with their team and projects."""
    return with_etag(response, await service.get_user(session, user_id))


@router.patch(
    "/{user_id}",
    response_model=UserPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_user(
    changes: UserChangesDep,
    session: SessionDep,
    user: LockedUserDep,
    response: Response,
) -> User:
    """Change a user. Fields that are not in the body keep their values."""
    return with_etag(response, await service.update_user(session, user, changes))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{user_id}/restore",
    response_model=UserPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_user(
    session: SessionDep,
    user_id: PathId,
    response: Response,
) -> User:
    """Undo the deletion of a user.

    A user that is not deleted is returned unchanged. The response is 409 if another
    user has their username or e-mail address now, or if their team was deleted.
    """
    return with_etag(response, await service.restore_user(session, user_id))


# {% endif %}
@router.delete(
    "/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | PRECONDITION_FAILED,
)
async def delete_user(session: SessionDep, user: LockedUserDep) -> None:
    """Delete a user."""
    await service.delete_user(session, user)
