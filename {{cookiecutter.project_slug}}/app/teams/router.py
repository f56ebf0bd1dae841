"""The routes of teams."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from app.database import SessionDep
from app.etags import IfMatch, matched, tagged
from app.fields import Id, Text
from app.pagination import Page
from app.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.teams import service
from app.teams.filters import TeamQuery, TeamStatsQuery
from app.teams.founding import NewTeamDep
from app.teams.models import Team
from app.teams.schemas import TeamContent, TeamDetail, TeamPublic, TeamStats, TeamUpdate

router = APIRouter(prefix="/teams", tags=["teams"])


async def lock_team(
    session: SessionDep,
    team_id: Id,
    if_match: IfMatch = None,
) -> Team:
    return matched(await service.lock_team(session, team_id), if_match)


LockedTeamDep = Annotated[Team, Depends(lock_team)]
TeamName = Annotated[Text, Path(max_length=100)]


@router.post(
    "", response_model=TeamDetail, status_code=HTTPStatus.CREATED, responses=CONFLICT
)
async def create_team(
    new: NewTeamDep,
    session: SessionDep,
    response: Response,
) -> Team:
    return tagged(response, await service.create_team(session, new))


@router.get("", response_model=Page[TeamPublic])
async def list_teams(
    session: SessionDep,
    query: Annotated[TeamQuery, Query()],
) -> Page[Team]:
    return await service.list_teams(session, query)


@router.put("/by-name/{name:path}", response_model=TeamPublic)
async def put_team(
    session: SessionDep, name: TeamName, data: TeamContent, response: Response
) -> Team:
    """Create the team of this name, or replace what is known of it."""
    return tagged(response, await service.put_team(session, name, data))


@router.get("/stats", response_model=Page[TeamStats])
async def list_stats(
    session: SessionDep, query: Annotated[TeamStatsQuery, Query()]
) -> Page[tuple[int, str, int]]:
    return await service.list_stats(session, query)


@router.get("/{team_id}", response_model=TeamDetail, responses=NOT_FOUND)
async def get_team(session: SessionDep, team_id: Id, response: Response) -> Team:
    return tagged(response, await service.get_team(session, team_id))


@router.patch(
    "/{team_id}",
    response_model=TeamPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_team(
    session: SessionDep, team: LockedTeamDep, data: TeamUpdate, response: Response
) -> Team:
    return tagged(response, await service.update_team(session, team, data))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{team_id}/restore", response_model=TeamPublic, responses=NOT_FOUND | CONFLICT
)
async def restore_team(session: SessionDep, team_id: Id, response: Response) -> Team:
    return tagged(response, await service.restore_team(session, team_id))


# {% endif %}
@router.delete(
    "/{team_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def delete_team(session: SessionDep, team: LockedTeamDep) -> None:
    await service.delete_team(session, team)
