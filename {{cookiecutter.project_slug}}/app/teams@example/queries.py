"""The lists of teams, and what is loaded with a team."""

from functools import cache
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.base import Record
from app.db.columns import related
from app.db.pagination import PageQuery
from app.fields import BIGINT_MAX
from app.teams.models import Team
from app.teams.schemas import TeamPublic, TeamStats
from app.users.models import User


class TeamQuery(PageQuery[TeamPublic]):
    """Query parameters of the list of teams."""

    model: ClassVar[type[Record]] = Team
    item_schema: ClassVar[type[BaseModel]] = TeamPublic

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"


class TeamStatsQuery(PageQuery[TeamStats]):
    """Query parameters of the statistics of teams."""

    model: ClassVar[type[Record]] = Team
    item_schema: ClassVar[type[BaseModel]] = TeamStats

    sort: Literal["name", "-name"] = "name"
    min_members: int = Field(
        default=0,
        ge=0,
        le=BIGINT_MAX,
        description="Only teams with at least this many users",
    )

    def statement(self) -> Any:
        return self.filtered(self.select(user_count=_user_count()))

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        # Every team has no users or more.
        return [_has_users(self.min_members)] if self.min_members else []


@cache
def _user_count() -> sa.ScalarSelect[int]:
    """Return the expression for the number of users of a team.

    It is computed for the teams of the page. To join all users and group them would
    take longer with each new user.
    """
    users = select(func.count()).select_from(User)
    return users.where(col(User.team_id) == col(Team.id)).scalar_subquery()


def _has_users(at_least: int) -> sa.Exists:
    """Return the condition that a team has at least this many users."""
    return (
        select(User.team_id)
        .where(col(User.team_id) == col(Team.id))
        .group_by(col(User.team_id))
        .having(func.count() >= at_least)
        .exists()
    )


def team_detail() -> list[ORMOption]:
    """Return what to load with a team: its users.

    In a statement of their own: a team may have many, and each row of a join would
    repeat the description of the team.
    """
    return [selectinload(related(Team.users))]


def by_name_for_update(name: str) -> SelectOfScalar[Team]:
    """Return the query of the team with this name, which locks it for a change."""
    return select(Team).where(Team.name == name).with_for_update(key_share=True)
