"""The lists of teams, and what is loaded with a team."""

from typing import Any, ClassVar, Literal

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
        user_count = func.count(col(User.id))
        return (
            self.select(user_count=user_count)
            .outerjoin(User, col(User.team_id) == col(Team.id))
            .group_by(col(Team.id))
            .having(user_count >= self.min_members)
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
