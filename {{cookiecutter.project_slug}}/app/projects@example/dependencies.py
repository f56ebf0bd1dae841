"""Dependencies of the routes of projects."""

from typing import Annotated

from fastapi import Depends

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.projects import service
from app.projects.models import Project


async def lock_project(
    session: SessionDep,
    project_id: PathId,
    if_match: IfMatch = None,
) -> Project:
    """Return the project of the path, locked for a change, after checking If-Match."""
    project = await service.lock_project(session, project_id)
    check_if_match(project, if_match)
    return project


LockedProjectDep = Annotated[Project, Depends(lock_project)]
