"""The routes of teams."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.etags import with_etag
from app.api.parameters import PathId
from app.api.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.api.session import ReadSessionDep, SessionDep
from app.db.pagination import Page
from app.teams import service
from app.teams.bodies import NewTeamDep
from app.teams.dependencies import LockedTeamDep, TeamNameDep
from app.teams.models import Team
from app.teams.queries import TeamQuery, TeamStatsQuery
from app.teams.schemas import TeamDetail, TeamPublic, TeamPut, TeamStats, TeamUpdate

router = APIRouter(prefix="/teams", tags=["teams"])


@router.post(
    "", response_model=TeamDetail, status_code=HTTPStatus.CREATED, responses=CONFLICT
)
async def create_team(
    new: NewTeamDep,
    session: SessionDep,
    response: Response,
) -> Team:
    """Create a team, optionally with its first users (`members`)."""
    return with_etag(response, await service.create_team(session, new))


@router.get("")
async def list_teams(
    session: ReadSessionDep,
    query: Annotated[TeamQuery, Query()],
) -> Page[TeamPublic]:
    """List all teams."""
    return await service.list_teams(session, query)


@router.put(
    "/by-name/{name:path}",
    response_model=TeamPublic,
    responses=PRECONDITION_FAILED,
)
async def put_team(
    session: SessionDep, name: TeamNameDep, data: TeamPut, response: Response
) -> Team:
    """Create the team with this name, or replace its description."""
    return with_etag(response, await service.upsert_team(session, name, data))


@router.get("/stats")
async def list_team_stats(
    session: ReadSessionDep, query: Annotated[TeamStatsQuery, Query()]
) -> Page[TeamStats]:
    """List teams with the number of their users, including teams without users."""
    return await service.list_team_stats(session, query)


@router.get("/{team_id}", response_model=TeamDetail, responses=NOT_FOUND)
async def get_team(
    session: ReadSessionDep,
    team_id: PathId,
    response: Response,
) -> Team:
    """Get a team, with its users."""
    return with_etag(response, await service.get_team(session, team_id))


@router.patch(
    "/{team_id}",
    response_model=TeamPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_team(
    session: SessionDep, team: LockedTeamDep, data: TeamUpdate, response: Response
) -> Team:
    """Change a team. Fields that are not in the body keep their values."""
    return with_etag(response, await service.update_team(session, team, data))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{team_id}/restore", response_model=TeamPublic, responses=NOT_FOUND | CONFLICT
)
async def restore_team(
    session: SessionDep,
    team_id: PathId,
    response: Response,
) -> Team:
    """Undo the deletion of a team.

    A team that is not deleted is returned unchanged. The response is 409 if another
    team has its name now.
    """
    return with_etag(response, await service.restore_team(session, team_id))


# {% endif %}
@router.delete(
    "/{team_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def delete_team(session: SessionDep, team: LockedTeamDep) -> None:
    """Delete a team. The response is 409 if it still has users."""
    await service.delete_team(session, team)
