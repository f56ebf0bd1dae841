"""Dependencies of the routes of teams."""

from typing import Annotated

from fastapi import Depends, Path

from app.api.etags import IfMatch, check_if_match
from app.api.parameters import PathId
from app.api.session import SessionDep
from app.teams import service
from app.teams.fields import TeamName
from app.teams.models import Team


async def lock_team(
    session: SessionDep,
    team_id: PathId,
    if_match: IfMatch = None,
) -> Team:
    """Return the team of the path, locked for a change, after checking If-Match."""
    team = await service.lock_team(session, team_id)
    check_if_match(team, if_match)
    return team


LockedTeamDep = Annotated[Team, Depends(lock_team)]
PathTeamName = Annotated[
    TeamName, Path(openapi_examples={"Research": {"value": "Research"}})
]
