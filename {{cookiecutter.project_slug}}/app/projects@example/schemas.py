"""Request and response schemas of projects."""

from datetime import datetime

from app.api.schemas import NOT_SENT, PatchBody, RequestBody, ResponseBody, example
from app.fields import StoredEnum
from app.projects.fields import Description, ProjectName
from app.projects.models import ProjectStatus


class ProjectCreate(RequestBody):
    """A project to create."""

    model_config = example(name="Engine", description="An analytical engine")

    name: ProjectName
    description: Description | None = None
    status: ProjectStatus = ProjectStatus.PLANNED


class ProjectUpdate(PatchBody):
    """Changes to a project. All fields are optional."""

    model_config = example(status="active")

    name: ProjectName = NOT_SENT
    description: Description | None = None
    status: ProjectStatus = NOT_SENT


class ProjectPublic(ResponseBody):
    """A project."""

    name: str
    description: str | None
    status: StoredEnum[ProjectStatus]
    id: int
    created_at: datetime
    updated_at: datetime
    member_count: int


class UserSummary(ResponseBody):
    """A member of a project, in short form."""

    id: int
    username: str
    full_name: str | None
    is_active: bool


class ProjectDetail(ProjectPublic):
    """A project with its members."""

    members: list[UserSummary]
