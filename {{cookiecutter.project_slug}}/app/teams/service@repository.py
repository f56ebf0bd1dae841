"""What can be done with teams. The request commits; nothing here does."""

from app.pagination import Page
from app.session import AsyncSession
from app.teams.errors import NoTeamError, TeamInUseError
from app.teams.filters import TeamQuery, TeamStatsQuery
from app.teams.founding import NewTeam
from app.teams.models import Team
from app.teams.repository import TeamRepository
from app.teams.schemas import TeamContent, TeamUpdate
from app.users.models import User


async def list_teams(session: AsyncSession, query: TeamQuery) -> Page[Team]:
    return await TeamRepository(session).list_all(query)


async def list_stats(
    session: AsyncSession,
    query: TeamStatsQuery,
) -> Page[tuple[int, str, int]]:
    """Count the users of each team; a team without users has none, and is listed."""
    return await TeamRepository(session).list_stats(query)


async def get_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team with its users."""
    return await TeamRepository(session).get(team_id)


async def lock_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team that no other request can change until this one ends."""
    return await TeamRepository(session).lock(team_id)


async def hold_team(session: AsyncSession, team_id: int | None) -> None:
    """Keep a team, if one is given, from being deleted until this request ends.

    Raises NoTeamError.
    """
    if team_id is not None and not await TeamRepository(session).hold(team_id):
        raise NoTeamError(team_id)


async def create_team(session: AsyncSession, new: NewTeam) -> Team:
    """Create a team and its first users, or nothing of it."""
    team = Team.model_validate(new)
    team.users = [User.model_validate(account) for account in new.accounts]
    return await TeamRepository(session).add(team)


async def put_team(session: AsyncSession, name: str, data: TeamContent) -> Team:
    """Create the team of a name, or replace what is known of it."""
    return await TeamRepository(session).put(name, data.model_dump())


async def update_team(session: AsyncSession, team: Team, data: TeamUpdate) -> Team:
    return await TeamRepository(session).update(team, data.sent())


# {% if cookiecutter.soft_delete %}
async def restore_team(session: AsyncSession, team_id: int) -> Team:
    """Undo a deletion."""
    teams = TeamRepository(session)
    return await teams.restore(await teams.lock_deleted(team_id))


# {% endif %}
async def delete_team(session: AsyncSession, team: Team) -> None:
    """Delete a team that was locked. Raises TeamInUseError."""
    teams = TeamRepository(session)
    if await teams.has_users(team.id):
        raise TeamInUseError(team.id)
    await teams.delete(team)
