"""Request and response schemas of teams."""

from datetime import datetime

from pydantic import BaseModel, Field

from app.api.schemas import NOT_SENT, PatchBody, RequestBody, ResponseBody, example
from app.teams.fields import Description, TeamName
from app.users.schemas import BULK_MAX, NewUser, TeamMemberCreate, UserPublic


class TeamCreate(RequestBody):
    """A team to create, optionally with its first users."""

    model_config = example(name="Research", description="Basic research")

    name: TeamName
    description: Description | None = None
    members: list[TeamMemberCreate] = Field(default=[], max_length=BULK_MAX)


class TeamPut(RequestBody):
    """The fields of a team, without its name. A missing field becomes null."""

    model_config = example(description="Pure research")

    description: Description | None = None


class TeamUpdate(PatchBody):
    """Changes to a team. All fields are optional."""

    model_config = example(description="Applied research")

    name: TeamName = NOT_SENT
    description: Description | None = None


class TeamPublic(ResponseBody):
    """A team."""

    name: str
    description: str | None
    id: int
    created_at: datetime
    updated_at: datetime


class TeamDetail(TeamPublic):
    """A team with its users."""

    users: list[UserPublic]


class TeamStats(ResponseBody):
    """A team and the number of its users."""

    id: int
    name: str
    user_count: int


class NewTeam(BaseModel):
    """A team to insert, with its first users."""

    name: str
    description: str | None
    members: list[NewUser]
