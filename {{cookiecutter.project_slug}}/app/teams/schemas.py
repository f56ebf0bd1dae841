"""What the API takes and gives of teams."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.fields import Text
from app.models import Input, Patch
from app.teams.models import TeamBase
from app.users.schemas import BULK_MAX, MemberCreate, UserPublic


class TeamCreate(TeamBase, Input):
    """A new team, and users to create with it."""

    members: list[MemberCreate] = Field(default=[], max_length=BULK_MAX)


class TeamContent(Input):
    """All that is known of a team but its name."""

    description: Text | None = Field(default=None, max_length=1000)


class TeamUpdate(Patch):
    """Changes of a team."""

    name: Text = Field(default=None, max_length=100)
    description: Text | None = Field(default=None, max_length=1000)


class TeamPublic(TeamBase):
    """A team as the API shows it."""

    id: int
    created_at: datetime
    updated_at: datetime


class TeamDetail(TeamPublic):
    """A team with its users."""

    users: list[UserPublic]


class TeamStats(SQLModel):
    """How many users a team has."""

    id: int
    name: str
    user_count: int
