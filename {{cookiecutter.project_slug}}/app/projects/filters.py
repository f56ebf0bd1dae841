"""The filters of the list of projects."""

from typing import ClassVar, Literal

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import col, select

from app.fields import Id
from app.models import Record
from app.pagination import PageQuery
from app.projects.models import Project, ProjectMember, Status
from app.users.models import User


class ProjectQuery(PageQuery):
    """Which projects, all conditions together, in which order, and which page."""

    model: ClassVar[type[Record]] = Project

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"
    status: Status | None = None
    active_members: bool | None = Field(
        default=None, description="Whether at least one member is active"
    )
    team_id: Id | None = Field(
        default=None, description="A team that at least one member belongs to"
    )

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what a project must meet in itself; its team is a matter of joins."""
        conditions = [] if self.status is None else [col(Project.status) == self.status]
        if self.active_members is None:
            return conditions
        with_active = (
            select(ProjectMember.project_id)
            .join(User, col(User.id) == col(ProjectMember.user_id))
            .where(col(User.is_active))
        )
        has_active = col(Project.id).in_(with_active)
        return [*conditions, has_active if self.active_members else ~has_active]
