"""The routes of users."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.database import SessionDep
from app.fields import Id, Storable
from app.pagination import Page
from app.problems import CONFLICT, NOT_FOUND
from app.users import bulk, service
from app.users.filters import DirectoryQuery, UserQuery
from app.users.models import User
from app.users.schemas import (
    BulkCreate,
    BulkResult,
    DeactivateRequest,
    DeactivateResult,
    DirectoryEntry,
    UserCreate,
    UserDetail,
    UserPublic,
    UserUpdate,
)

router = APIRouter(prefix="/users", tags=["users"])


async def lock_user(session: SessionDep, user_id: Id) -> User:
    return await service.lock_user(session, user_id)


LockedUserDep = Annotated[User, Depends(lock_user)]


@router.post(
    "", response_model=UserPublic, status_code=HTTPStatus.CREATED, responses=CONFLICT
)
async def create_user(session: SessionDep, data: UserCreate) -> User:
    return await service.create_user(session, data)


@router.get("", response_model=Page[UserPublic])
async def list_users(
    session: SessionDep,
    query: Annotated[UserQuery, Query()],
) -> Page[User]:
    return await service.list_users(session, query)


@router.post("/bulk", status_code=HTTPStatus.CREATED, responses=CONFLICT)
async def create_users(session: SessionDep, data: BulkCreate) -> BulkResult:
    return await bulk.create_users(session, data)


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


@router.get("/by-username/{username}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user_by_username(session: SessionDep, username: Storable) -> User:
    return await service.get_user_by_username(session, username)


@router.get("/{user_id}", response_model=UserDetail, responses=NOT_FOUND)
async def get_user(session: SessionDep, user_id: Id) -> User:
    return await service.get_user(session, user_id)


@router.patch("/{user_id}", response_model=UserPublic, responses=NOT_FOUND | CONFLICT)
async def update_user(
    session: SessionDep,
    user: LockedUserDep,
    data: UserUpdate,
) -> User:
    return await service.update_user(session, user, data)


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{user_id}/restore",
    response_model=UserPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_user(session: SessionDep, user_id: Id) -> User:
    return await service.restore_user(session, user_id)


# {% endif %}
@router.delete("/{user_id}", status_code=HTTPStatus.NO_CONTENT, responses=NOT_FOUND)
async def delete_user(session: SessionDep, user: LockedUserDep) -> None:
    await service.delete_user(session, user)
