"""Operations on teams. They flush; the session of the request commits."""

from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.db.upsert import upsert
from app.teams.models import Team
from app.teams.queries import (
    TeamQuery,
    TeamStatsQuery,
    by_name_for_update,
    team_detail,
)
from app.teams.schemas import NewTeam, TeamPublic, TeamPut, TeamStats, TeamUpdate
from app.users.models import User


async def list_teams(session: ReadSession, query: TeamQuery) -> Page[TeamPublic]:
    return await paginate(session, query)


async def list_team_stats(
    session: ReadSession,
    query: TeamStatsQuery,
) -> Page[TeamStats]:
    return await paginate(session, query)


async def get_team(session: ReadSession, team_id: int) -> Team:
    """Return a team with its users. Raises NotFoundError."""
    return await get_or_404(session, Team, team_id, team_detail)


async def lock_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team, locked for a change. Raises NotFoundError."""
    return await lock_or_404(session, Team, team_id)


async def lock_team_by_name(session: AsyncSession, name: str) -> Team | None:
    """Return the team with this name, if there is one, locked for a change."""
    result = await session.exec(by_name_for_update(name))
    return result.first()


async def create_team(session: AsyncSession, new: NewTeam) -> Team:
    """Insert a team and its first users."""
    team = Team(**new.model_dump(exclude={"members"}))
    team.users = [User(**member.model_dump()) for member in new.members]
    session.add(team)
    await session.flush()
    return team


async def upsert_team(session: AsyncSession, name: str, data: TeamPut) -> Team:
    """Insert the team with this name, or replace its other fields."""
    values = data.model_dump()
    result = await session.exec(upsert(Team, {"name": name}, values))
    team: Team = result.scalars().one()
    return team


async def update_team(session: AsyncSession, team: Team, data: TeamUpdate) -> Team:
    """Change a locked team."""
    team.sqlmodel_update(data.model_dump(exclude_unset=True))
    await session.flush()
    return team


# {% if cookiecutter.soft_delete %}
async def restore_team(session: AsyncSession, team_id: int) -> Team:
    """Undo the deletion of a team. Raises NotFoundError."""
    team = await lock_or_404(
        session,
        Team,
        team_id,
        execution_options={"include_deleted": True},
    )
    team.deleted_at = None
    await session.flush()
    return team


# {% endif %}
async def delete_team(session: AsyncSession, team: Team) -> None:
    """Delete a locked team."""
    await session.delete(team)
    await session.flush()
