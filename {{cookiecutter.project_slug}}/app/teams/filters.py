"""The filters of the lists of teams."""

from typing import ClassVar, Literal

from pydantic import Field

from app.fields import BIGINT_MAX
from app.models import Record
from app.pagination import PageQuery
from app.teams.models import Team


class TeamQuery(PageQuery):
    """Which page of the teams."""

    model: ClassVar[type[Record]] = Team

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"


class TeamStatsQuery(PageQuery):
    """Which teams to count the users of, and which page of them."""

    model: ClassVar[type[Record]] = Team

    sort: Literal["name", "-name"] = "name"
    min_members: int = Field(default=0, ge=0, le=BIGINT_MAX)
