"""What the API takes and gives of projects."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.fields import Text
from app.models import Input, Patch
from app.projects.models import ProjectBase, Status


class ProjectCreate(ProjectBase, Input):
    """A new project."""


class ProjectUpdate(Patch):
    """Changes of a project."""

    name: Text = Field(default=None, max_length=100)
    description: Text | None = Field(default=None, max_length=1000)
    status: Status = Field(default=None)


class ProjectPublic(ProjectBase):
    """A project as the API shows it."""

    id: int
    created_at: datetime
    updated_at: datetime


class MemberOfProject(SQLModel):
    """A member of a project, in short."""

    id: int
    username: str
    full_name: str | None
    is_active: bool


class ProjectDetail(ProjectPublic):
    """A project with its members."""

    members: list[MemberOfProject]
