"""The routes of projects and their members."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.etags import with_etag
from app.api.parameters import PathId
from app.api.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.api.session import ReadSessionDep, SessionDep
from app.db.pagination import Page
from app.projects import service
from app.projects.dependencies import LockedProjectDep
from app.projects.models import Project
from app.projects.queries import ProjectQuery
from app.projects.schemas import (
    ProjectCreate,
    ProjectDetail,
    ProjectPublic,
    ProjectUpdate,
)

router = APIRouter(prefix="/projects", tags=["projects"])


@router.post(
    "",
    response_model=ProjectPublic,
    status_code=HTTPStatus.CREATED,
    responses=CONFLICT,
)
async def create_project(
    session: SessionDep, data: ProjectCreate, response: Response
) -> Project:
    """Create a project."""
    return with_etag(response, await service.create_project(session, data))


@router.get("")
async def list_projects(
    session: ReadSessionDep, query: Annotated[ProjectQuery, Query()]
) -> Page[ProjectPublic]:
    """List the projects that match all given filters."""
    return await service.list_projects(session, query)


@router.get("/{project_id}", response_model=ProjectDetail, responses=NOT_FOUND)
async def get_project(
    session: ReadSessionDep,
    project_id: PathId,
    response: Response,
) -> Project:
    """Get a project, with its members."""
    return with_etag(response, await service.get_project(session, project_id))


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
    """Change a project. Fields that are not in the body keep their values."""
    return with_etag(response, await service.update_project(session, project, data))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{project_id}/restore",
    response_model=ProjectPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_project(
    session: SessionDep,
    project_id: PathId,
    response: Response,
) -> Project:
    """Undo the deletion of a project.

    A project that is not deleted is returned unchanged. The response is 409 if another
    project has its name now.
    """
    return with_etag(response, await service.restore_project(session, project_id))


# {% endif %}
@router.delete(
    "/{project_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | PRECONDITION_FAILED,
)
async def delete_project(session: SessionDep, project: LockedProjectDep) -> None:
    """Delete a project."""
    await service.delete_project(session, project)


@router.put(
    "/{project_id}/members/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND,
)
async def add_project_member(
    session: SessionDep,
    project_id: PathId,
    user_id: PathId,
) -> None:
    """Add a user to a project. If they are a member already, nothing changes."""
    await service.add_member(session, project_id, user_id)


@router.delete(
    "/{project_id}/members/{user_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND,
)
async def remove_project_member(
    session: SessionDep,
    project_id: PathId,
    user_id: PathId,
) -> None:
    """Remove a user from a project. If they are not a member, nothing changes."""
    await service.remove_member(session, project_id, user_id)
