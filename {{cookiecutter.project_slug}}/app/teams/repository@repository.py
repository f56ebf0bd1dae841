"""The queries on teams."""

from typing import Any

from sqlalchemy.orm import selectinload
from sqlmodel import col, exists, func, select

from app.models import related
from app.pagination import Page, paginate
from app.repository import Repository
from app.teams.filters import TeamQuery, TeamStatsQuery
from app.teams.models import Team
from app.upsert import upsert
from app.users.models import User


class TeamRepository(Repository[Team]):
    model = Team
    detail = (selectinload(related(Team.users)),)

    async def list_all(self, query: TeamQuery) -> Page[Team]:
        return await paginate(self.session, select(Team), query)

    async def list_stats(self, query: TeamStatsQuery) -> Page[tuple[int, str, int]]:
        """Count the users of each team; a team without users has none."""
        user_count = func.count(col(User.id))
        statement = (
            select(Team.id, Team.name, user_count.label("user_count"))
            .outerjoin(User, col(User.team_id) == col(Team.id))
            .group_by(col(Team.id))
            .having(user_count >= query.min_members)
        )
        return await paginate(self.session, statement, query)

    async def put(self, name: str, values: dict[str, Any]) -> Team:
        """Create the team of a name, or replace its values."""
        stored = await self.session.exec(upsert(Team, {"name": name}, values))
        team: Team = stored.scalars().one()
        return team

    async def hold(self, team_id: int) -> bool:
        """Keep a team from being deleted until this request ends, if there is one."""
        statement = select(Team.id).where(Team.id == team_id).with_for_update(read=True)
        teams = await self.session.exec(statement)
        return teams.first() is not None

    async def has_users(self, team_id: int) -> bool:
        statement = select(exists().where(col(User.team_id) == team_id))
        found_users = await self.session.exec(statement)
        return found_users.one()
