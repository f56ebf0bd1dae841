"""The list of projects, and what is loaded with a project."""

from functools import cache
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.orm import selectinload, with_expression
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.base import Record
from app.db.columns import related
from app.db.pagination import PageQuery
from app.fields import Id
from app.projects.models import Project, ProjectMember, ProjectStatus
from app.projects.schemas import ProjectPublic
from app.users.models import User


@cache
def member_count() -> sa.ScalarSelect[int]:
    """Return the expression for the number of members of a project."""
    members = (
        select(func.count())
        .select_from(ProjectMember)
        .join(User, col(User.id) == col(ProjectMember.user_id))
        .where(
            col(ProjectMember.project_id) == col(Project.id),
            # {% if cookiecutter.soft_delete %}
            # The filter of SELECTs does not reach into an option of a statement.
            col(User.deleted_at).is_(None),
            # {% endif %}
        )
    )
    return members.scalar_subquery()


@cache
def with_member_count() -> ORMOption:
    """Return the option that makes a statement load `Project.member_count`."""
    return with_expression(related(Project.member_count), member_count())


class ProjectQuery(PageQuery[ProjectPublic]):
    """Query parameters of the list of projects. Filters are combined with AND."""

    model: ClassVar[type[Record]] = Project
    item_schema: ClassVar[type[BaseModel]] = ProjectPublic

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"
    status: ProjectStatus | None = Field(
        default=None, description="Only projects with this status"
    )
    active_members: bool | None = Field(
        default=None,
        description="true: only projects with an active member; false: only projects "
        "without one",
    )
    team_id: Id | None = Field(
        default=None, description="Only projects with a member from this team"
    )

    def statement(self) -> Any:
        return self.filtered(self.select(member_count=member_count()))

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        conditions = []
        if self.status is not None:
            conditions.append(col(Project.status) == self.status)
        if self.active_members is not None:
            has_active = _has_active_member()
            conditions.append(has_active if self.active_members else ~has_active)
        if self.team_id is not None:
            conditions.append(col(Project.id).in_(_projects_of_team(self.team_id)))
        return conditions


def _has_active_member() -> sa.Exists:
    """Return the condition that a project has an active member.

    EXISTS looks up the members of one project at a time. NOT IN would first collect the
    projects of all active users.
    """
    return (
        select(ProjectMember.user_id)
        .join(User, col(User.id) == col(ProjectMember.user_id))
        .where(col(ProjectMember.project_id) == col(Project.id), col(User.is_active))
        .correlate(Project)
        .exists()
    )


def _projects_of_team(team_id: int) -> SelectOfScalar[int]:
    """Return the ids of the projects with a member from a team."""
    return (
        select(ProjectMember.project_id)
        .join(User, col(User.id) == col(ProjectMember.user_id))
        .where(col(User.team_id) == team_id)
    )


def project_detail() -> list[ORMOption]:
    """Return what to load with a project: its members, and their number."""
    return [selectinload(related(Project.members)), with_member_count()]
