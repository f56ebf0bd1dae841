"""The routes of users."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.database import SessionDep, SessionsDep
from app.etags import IfMatch, matched, tagged
from app.export import json_lines
from app.fields import Id, Storable
from app.pagination import Page
from app.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.streaming import JsonLines, stream
from app.transactions import run_in_transaction
from app.users import bulk, service
from app.users.accounts import AccountDep, BatchDep, ChangesDep
from app.users.filters import DirectoryQuery, UserQuery
from app.users.models import User
from app.users.schemas import (
    BulkResult,
    DeactivateRequest,
    DeactivateResult,
    DirectoryEntry,
    UserDetail,
    UserPublic,
)

router = APIRouter(prefix="/users", tags=["users"])


async def lock_user(
    session: SessionDep,
    user_id: Id,
    if_match: IfMatch = None,
) -> User:
    return matched(await service.lock_user(session, user_id), if_match)


LockedUserDep = Annotated[User, Depends(lock_user)]


@router.post(
    "", response_model=UserPublic, status_code=HTTPStatus.CREATED, responses=CONFLICT
)
async def create_user(
    account: AccountDep,
    session: SessionDep,
    response: Response,
) -> User:
    return tagged(response, await service.create_user(session, account))


@router.get("", response_model=Page[UserPublic])
async def list_users(
    session: SessionDep,
    query: Annotated[UserQuery, Query()],
) -> Page[User]:
    return await service.list_users(session, query)


@router.post("/bulk", status_code=HTTPStatus.CREATED, responses=CONFLICT)
async def create_users(batch: BatchDep, sessions: SessionsDep) -> BulkResult:
    return await run_in_transaction(sessions, partial(bulk.create_users, batch=batch))


@router.post("/deactivate")
async def deactivate_users(
    session: SessionDep,
    data: DeactivateRequest,
) -> DeactivateResult:
    count = await service.deactivate_users(session, data.ids)
    return DeactivateResult(deactivated=count)


@router.get("/directory", response_model=Page[DirectoryEntry])
async def list_directory(
    session: SessionDep, query: Annotated[DirectoryQuery, Query()]
) -> Page[tuple[int, str, str]]:
    return await service.list_directory(session, query)


@router.get("/export", response_class=JsonLines)
async def export_users(request: Request, sessions: SessionsDep) -> JsonLines:
    """All users, by id, a line of JSON each: every one who was there all the time."""
    lines = json_lines(sessions, service.list_after, UserPublic)
    return await stream(request.app, lines)


@router.get("/by-username/{username}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user_by_username(
    session: SessionDep, username: Storable, response: Response
) -> User:
    return tagged(response, await service.get_user_by_username(session, username))


@router.get("/{user_id}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user(session: SessionDep, user_id: Id, response: Response) -> User:
    return tagged(response, await service.get_user(session, user_id))


@router.patch(
    "/{user_id}",
    response_model=UserPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_user(
    changes: ChangesDep, session: SessionDep, user: LockedUserDep, response: Response
) -> User:
    return tagged(response, await service.update_user(session, user, changes))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{user_id}/restore",
    response_model=UserPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_user(session: SessionDep, user_id: Id, response: Response) -> User:
    return tagged(response, await service.restore_user(session, user_id))


# {% endif %}
@router.delete(
    "/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | PRECONDITION_FAILED,
)
async def delete_user(session: SessionDep, user: LockedUserDep) -> None:
    await service.delete_user(session, user)
