"""What can be done with teams. The request commits; nothing here does."""

from sqlalchemy.orm import selectinload
from sqlmodel import col, exists, func, select

from app.errors import found
from app.models import FOR_CHANGE, related
from app.pagination import Page, paginate
from app.session import AsyncSession
from app.teams.errors import NoTeamError, TeamInUseError
from app.teams.filters import TeamQuery, TeamStatsQuery
from app.teams.founding import NewTeam
from app.teams.models import Team
from app.teams.schemas import TeamContent, TeamUpdate
from app.upsert import upsert
from app.users.models import User

DETAIL = (selectinload(related(Team.users)),)


async def list_teams(session: AsyncSession, query: TeamQuery) -> Page[Team]:
    return await paginate(session, select(Team), query)


async def list_stats(
    session: AsyncSession,
    query: TeamStatsQuery,
) -> Page[tuple[int, str, int]]:
    """Count the users of each team; a team without users has none, and is listed."""
    user_count = func.count(col(User.id))
    statement = (
        select(Team.id, Team.name, user_count.label("user_count"))
        .outerjoin(User, col(User.team_id) == col(Team.id))
        .group_by(col(Team.id))
        .having(user_count >= query.min_members)
    )
    return await paginate(session, statement, query)


async def get_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team with its users."""
    team = await session.get(Team, team_id, options=DETAIL)
    return found(team, f"team {team_id}")


async def lock_team(session: AsyncSession, team_id: int) -> Team:
    """Return a team that no other request can change until this one ends."""
    team = await session.get(Team, team_id, with_for_update=FOR_CHANGE)
    return found(team, f"team {team_id}")


async def hold_team(session: AsyncSession, team_id: int | None) -> None:
    """Keep a team, if one is given, from being deleted until this request ends.

    Raises NoTeamError.
    """
    if team_id is None:
        return
    statement = select(Team.id).where(Team.id == team_id).with_for_update(read=True)
    teams = await session.exec(statement)
    if teams.first() is None:
        raise NoTeamError(team_id)


async def create_team(session: AsyncSession, new: NewTeam) -> Team:
    """Create a team and its first users, or nothing of it."""
    team = Team.model_validate(new)
    team.users = [User.model_validate(account) for account in new.accounts]
    session.add(team)
    await session.flush()
    return team


async def put_team(session: AsyncSession, name: str, data: TeamContent) -> Team:
    """Create the team of a name, or replace what is known of it."""
    statement = upsert(Team, {"name": name}, data.model_dump())
    stored = await session.exec(statement)
    team: Team = stored.scalars().one()
    return team


async def update_team(session: AsyncSession, team: Team, data: TeamUpdate) -> Team:
    team.sqlmodel_update(data.sent())
    await session.flush()
    return team


# {% if cookiecutter.soft_delete %}
async def restore_team(session: AsyncSession, team_id: int) -> Team:
    """Undo a deletion."""
    deleted = await session.get(
        Team,
        team_id,
        with_for_update=FOR_CHANGE,
        execution_options={"include_deleted": True},
    )
    team = found(deleted, f"team {team_id}")
    team.deleted_at = None
    await session.flush()
    return team


# {% endif %}
async def delete_team(session: AsyncSession, team: Team) -> None:
    """Delete a team that was locked. Raises TeamInUseError."""
    statement = select(exists().where(col(User.team_id) == team.id))
    found_users = await session.exec(statement)
    if found_users.one():
        raise TeamInUseError(team.id)
    await session.delete(team)
    await session.flush()
