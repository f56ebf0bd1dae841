"""The queries of teams."""

from typing import Any

from app.db.repository import ReadRepository, Repository
from app.db.upsert import upsert
from app.teams.models import Team
from app.teams.queries import by_name_for_update, team_detail


class TeamReadRepository(ReadRepository[Team]):
    model = Team
    detail = staticmethod(team_detail)


class TeamRepository(TeamReadRepository, Repository[Team]):
    async def lock_by_name(self, name: str) -> Team | None:
        """Return the team with this name, if there is one, locked for a change."""
        result = await self.session.exec(by_name_for_update(name))
        return result.first()

    async def upsert(self, name: str, values: dict[str, Any]) -> Team:
        """Insert the team with this name, or update it."""
        result = await self.session.exec(upsert(Team, {"name": name}, values))
        team: Team = result.scalars().one()
        return team
