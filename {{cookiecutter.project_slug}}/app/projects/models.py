"""The tables of projects and their members."""

from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.fields import Text
from app.models import COLLECTION, Record, Table, choice, unique

if TYPE_CHECKING:
    from app.users.models import User


class ProjectMember(Table, table=True):
    """That a user is a member of a project."""

    __tablename__ = "project_members"
    # The primary key serves the way from a project to its members; this, the way back.
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


class Status(StrEnum):
    """How far a project is."""

    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"


class ProjectBase(SQLModel):
    """What is known of a project."""

    name: Text = Field(max_length=100)
    description: Text | None = Field(default=None, max_length=1000)
    status: Status = Field(default=Status.PLANNED, sa_type=choice(Status))


class Project(ProjectBase, Record, table=True):
    """Work that users of any team share."""

    __tablename__ = "projects"
    __table_args__ = (unique("name"), sa.Index(None, "created_at", "id"))

    members: list["User"] = Relationship(
        back_populates="projects",
        link_model=ProjectMember,
        sa_relationship_kwargs=COLLECTION | {"order_by": "User.id"},
    )
