"""Request and response schemas of projects."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.api.schemas import PatchBody, RequestBody, example
from app.fields import NonEmptyStr, StoredEnum
from app.projects.models import ProjectBase, ProjectStatus


class ProjectCreate(ProjectBase, RequestBody):
    """A project to create."""

    model_config = example(name="Engine", description="An analytical engine")


class ProjectUpdate(PatchBody):
    """Changes to a project. All fields are optional."""

    model_config = example(status="active")

    name: NonEmptyStr = Field(default=None, max_length=100)
    description: NonEmptyStr | None = Field(default=None, max_length=1000)
    status: ProjectStatus = Field(default=None)


class ProjectPublic(ProjectBase):
    """A project."""

    id: int
    status: StoredEnum[ProjectStatus] = ProjectStatus.PLANNED
    created_at: datetime
    updated_at: datetime


class UserSummary(SQLModel):
    """A member of a project, in short form."""

    id: int
    username: str
    full_name: str | None
    is_active: bool


class ProjectDetail(ProjectPublic):
    """A project with its members."""

    members: list[UserSummary]
