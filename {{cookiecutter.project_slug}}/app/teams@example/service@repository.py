"""Operations on teams. They flush; the session of the request commits."""

from app.db.pagination import Page
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.teams.models import Team
from app.teams.queries import TeamQuery, TeamStatsQuery
from app.teams.repository import TeamReadRepository, TeamRepository
from app.teams.schemas import NewTeam, TeamPublic, TeamPut, TeamStats, TeamUpdate
from app.users.models import User


async def list_teams(session: ReadSession, query: TeamQuery) -> Page[TeamPublic]:
    return await TeamReadRepository(session).list_page(query)


async def list_team_stats(
    session: ReadSession,
    query: TeamStatsQuery,
) -> Page[TeamStats]:
    return await TeamReadRepository(session).list_page(query)


async def get_team(session: ReadSession, team_id: int) -> Team:
    """Return a team with its users. Raises NotFoundError."""
    return await TeamReadRepository(session).get(team_id)


async def lock_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team, locked for a change. Raises NotFoundError."""
    return await TeamRepository(session).lock(team_id)


async def lock_team_by_name(session: AsyncSession, name: str) -> Team | None:
    """Return the team with this name, if there is one, locked for a change."""
    return await TeamRepository(session).lock_by_name(name)


async def create_team(session: AsyncSession, new: NewTeam) -> Team:
    """Insert a team and its first users."""
    team = Team(**new.model_dump(exclude={"members"}))
    team.users = [User(**member.model_dump()) for member in new.members]
    return await TeamRepository(session).add(team)


async def upsert_team(session: AsyncSession, name: str, data: TeamPut) -> Team:
    """Insert the team with this name, or replace its other fields."""
    return await TeamRepository(session).upsert(name, data.model_dump())


async def update_team(session: AsyncSession, team: Team, data: TeamUpdate) -> Team:
    """Change a locked team."""
    changes = data.model_dump(exclude_unset=True)
    return await TeamRepository(session).update(team, changes)


# {% if cookiecutter.soft_delete %}
async def restore_team(session: AsyncSession, team_id: int) -> Team:
    """Undo the deletion of a team. Raises NotFoundError."""
    teams = TeamRepository(session)
    return await teams.restore(await teams.lock_deleted(team_id))


# {% endif %}
async def delete_team(session: AsyncSession, team: Team) -> None:
    """Delete a locked team."""
    await TeamRepository(session).delete(team)
