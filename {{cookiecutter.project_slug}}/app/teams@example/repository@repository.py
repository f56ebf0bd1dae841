"""The queries of teams."""

from typing import Any

from sqlmodel import col, exists, select

from app.db.repository import Repository
from app.db.upsert import upsert
from app.teams.models import Team
from app.teams.queries import team_detail
from app.users.models import User


class TeamRepository(Repository[Team]):
    model = Team
    detail = staticmethod(team_detail)

    async def upsert(self, name: str, values: dict[str, Any]) -> Team:
        """Insert the team with this name, or update it."""
        result = await self.session.exec(upsert(Team, {"name": name}, values))
        team: Team = result.scalars().one()
        return team

    async def lock_for_share(self, team_id: int) -> bool:
        """Lock a team against changes. Returns whether it exists."""
        statement = select(Team.id).where(Team.id == team_id).with_for_update(read=True)
        result = await self.session.exec(statement)
        return result.first() is not None

    async def has_users(self, team_id: int) -> bool:
        """Whether users belong to the team."""
        statement = select(exists().where(col(User.team_id) == team_id))
        result = await self.session.exec(statement)
        return result.one()
