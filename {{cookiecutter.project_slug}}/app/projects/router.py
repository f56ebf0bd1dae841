"""The routes of projects and their members."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from app.database import SessionDep
from app.etags import IfMatch, matched, tagged
from app.fields import Id
from app.pagination import Page
from app.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.projects import service
from app.projects.filters import ProjectQuery
from app.projects.models import Project
from app.projects.schemas import (
    ProjectCreate,
    ProjectDetail,
    ProjectPublic,
    ProjectUpdate,
)

router = APIRouter(prefix="/projects", tags=["projects"])


async def lock_project(
    session: SessionDep,
    project_id: Id,
    if_match: IfMatch = None,
) -> Project:
    return matched(await service.lock_project(session, project_id), if_match)


LockedProjectDep = Annotated[Project, Depends(lock_project)]


@router.post(
    "",
    response_model=ProjectPublic,
    status_code=HTTPStatus.CREATED,
    responses=CONFLICT,
)
async def create_project(
    session: SessionDep, data: ProjectCreate, response: Response
) -> Project:
    return tagged(response, await service.create_project(session, data))


@router.get("", response_model=Page[ProjectPublic])
async def list_projects(
    session: SessionDep, query: Annotated[ProjectQuery, Query()]
) -> Page[Project]:
    return await service.list_projects(session, query)


@router.get("/{project_id}", response_model=ProjectDetail, responses=NOT_FOUND)
async def get_project(
    session: SessionDep,
    project_id: Id,
    response: Response,
) -> Project:
    return tagged(response, await service.get_project(session, project_id))


@router.patch(
    "/{project_id}",
    response_model=ProjectPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_project(
    session: SessionDep,
    project: LockedProjectDep,
    data: ProjectUpdate,
    response: Response,
) -> Project:
    return tagged(response, await service.update_project(session, project, data))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{project_id}/restore",
    response_model=ProjectPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_project(
    session: SessionDep,
    project_id: Id,
    response: Response,
) -> Project:
    return tagged(response, await service.restore_project(session, project_id))


# {% endif %}
@router.delete(
    "/{project_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | PRECONDITION_FAILED,
)
async def delete_project(session: SessionDep, project: LockedProjectDep) -> None:
    await service.delete_project(session, project)


@router.put(
    "/{project_id}/members/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND,
)
async def add_member(session: SessionDep, project_id: Id, user_id: Id) -> None:
    await service.add_member(session, project_id, user_id)


@router.delete(
    "/{project_id}/members/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND,
)
async def remove_member(session: SessionDep, project_id: Id, user_id: Id) -> None:
    await service.remove_member(session, project_id, user_id)
