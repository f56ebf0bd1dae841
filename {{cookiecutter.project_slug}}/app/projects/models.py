"""The tables of projects and their members."""

from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.db.base import Record, TableModel
from app.db.columns import TO_MANY, enum_type, unique_index
from app.fields import NonEmptyStr

if TYPE_CHECKING:
    from app.users.models import User


class ProjectMember(TableModel, table=True):
    """A user who is a member of a project."""

    __tablename__ = "project_members"
    # The primary key is the index for the members of a project, this one for the
    # projects of a user.
    __table_args__ = (sa.Index(None, "user_id"),)

    project_id: int = Field(
        primary_key=True,
        foreign_key="projects.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )
    user_id: int = Field(
        primary_key=True,
        foreign_key="users.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )


class ProjectStatus(StrEnum):
    """The progress of a project."""

    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"


class ProjectBase(SQLModel):
    """The fields of a project."""

    name: NonEmptyStr = Field(max_length=100)
    description: NonEmptyStr | None = Field(default=None, max_length=1000)
    status: ProjectStatus = Field(
        default=ProjectStatus.PLANNED, sa_type=enum_type(ProjectStatus)
    )


class Project(ProjectBase, Record, table=True):
    """A project, with users of any team as members."""

    __tablename__ = "projects"
    __table_args__ = (unique_index("name"), sa.Index(None, "created_at", "id"))

    members: list["User"] = Relationship(
        back_populates="projects",
        link_model=ProjectMember,
        sa_relationship_kwargs=TO_MANY | {"order_by": "User.id"},
    )
