"""From what the API takes for a new team to what the tables hold: with accounts."""

from typing import Annotated

from fastapi import Depends

from app.teams.models import TeamBase
from app.teams.schemas import TeamCreate
from app.users.accounts import Account, new_account


class NewTeam(TeamBase):
    """A new team and its first users, as the tables take them."""

    accounts: list[Account]


async def team_to_create(data: TeamCreate) -> NewTeam:
    accounts = [await new_account(member) for member in data.members]
    return NewTeam(**data.model_dump(exclude={"members"}), accounts=accounts)


NewTeamDep = Annotated[NewTeam, Depends(team_to_create)]
