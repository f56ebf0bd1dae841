"""Operations on planets, and their repository."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.db.columns import related
from app.db.pagination import Page, PageQuery, RowT
from app.db.read_session import ReadSession
from app.db.repository import ReadRepository, Repository
from app.db.session import AsyncSession
from app.db.upsert import upsert
from tests.support.sample.planets import Planet


class PlanetReadRepository(ReadRepository[Planet]):
    model = Planet

    @staticmethod
    def detail() -> list[ORMOption]:
        return [selectinload(related(Planet.moons))]


class PlanetRepository(PlanetReadRepository, Repository[Planet]):
    async def upsert(self, name: str, values: dict[str, Any]) -> Planet:
        """Insert the planet with this name, or update it."""
        result = await self.session.exec(upsert(Planet, {"name": name}, values))
        planet: Planet = result.scalars().one()
        return planet


async def list_page(session: ReadSession, query: PageQuery[RowT]) -> Page[RowT]:
    return await PlanetReadRepository(session).list_page(query)


async def list_after(
    session: ReadSession,
    *,
    after: int,
    limit: int,
) -> Sequence[Planet]:
    return await PlanetReadRepository(session).list_after(after, limit)


async def get(session: ReadSession, planet_id: int) -> Planet:
    return await PlanetReadRepository(session).get(planet_id)


async def lock(session: AsyncSession, planet_id: int) -> Planet:
    return await PlanetRepository(session).lock(planet_id)


async def create(session: AsyncSession, planet: Planet) -> Planet:
    return await PlanetRepository(session).add(planet)


async def put(session: AsyncSession, name: str, values: dict[str, Any]) -> Planet:
    return await PlanetRepository(session).upsert(name, values)


async def update(
    session: AsyncSession,
    planet: Planet,
    changes: dict[str, Any],
) -> Planet:
    return await PlanetRepository(session).update(planet, changes)


# {% if cookiecutter.soft_delete %}
async def restore(session: AsyncSession, planet_id: int) -> Planet:
    planets = PlanetRepository(session)
    return await planets.restore(await planets.lock_deleted(planet_id))


# {% endif %}
async def delete(session: AsyncSession, planet: Planet) -> None:
    await PlanetRepository(session).delete(planet)
