"""The tables of projects and their members."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, query_expression
from sqlmodel import Field, Relationship

from app.db.base import Record, TableModel
from app.db.columns import TO_MANY, enum_type, unique_index
from app.projects.fields import DESCRIPTION_MAX, NAME_MAX

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


class Project(Record, table=True):
    """A project, with users of any team as members."""

    __tablename__ = "projects"
    __table_args__ = (unique_index("name"), sa.Index(None, "created_at", "id"))

    name: str = Field(max_length=NAME_MAX)
    description: str | None = Field(default=None, max_length=DESCRIPTION_MAX)
    status: ProjectStatus = Field(
        default=ProjectStatus.PLANNED, sa_type=enum_type(ProjectStatus)
    )

    # Not a column: a statement loads it with `with_member_count()`; None without. A
    # flush keeps it, as it changes no members.
    member_count: ClassVar[Mapped[int | None]] = query_expression(expire_on_flush=False)

    members: list["User"] = Relationship(
        back_populates="projects",
        link_model=ProjectMember,
        sa_relationship_kwargs=TO_MANY | {"order_by": "User.id"},
    )
