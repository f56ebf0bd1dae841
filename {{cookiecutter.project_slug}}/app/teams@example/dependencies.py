"""Dependencies of the routes of teams."""

from typing import Annotated

from fastapi import Depends, Path

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.errors import PreconditionFailedError
from app.teams import service
from app.teams.fields import TeamName
from app.teams.models import Team

PathTeamName = Annotated[
    TeamName, Path(openapi_examples={"Research": {"value": "Research"}})
]


async def lock_team(
    session: SessionDep,
    team_id: PathId,
    if_match: IfMatch = None,
) -> Team:
    """Return the team of the path, locked for a change, after checking If-Match."""
    team = await service.lock_team(session, team_id)
    check_if_match(team, if_match)
    return team


async def name_to_put(
    session: SessionDep, name: PathTeamName, if_match: IfMatch = None
) -> str:
    """Return the name of the path, after checking If-Match.

    The team may be new: then If-Match can name no version of it.
    """
    if if_match is not None:
        team = await service.lock_team_by_name(session, name)
        if team is None:
            raise PreconditionFailedError("There is no team with this name.")
        check_if_match(team, if_match)
    return name


LockedTeamDep = Annotated[Team, Depends(lock_team)]
TeamNameDep = Annotated[str, Depends(name_to_put)]
