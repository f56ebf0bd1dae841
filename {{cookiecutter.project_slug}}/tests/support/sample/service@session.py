"""Operations on planets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, select

from app.db.columns import related
from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, PageQuery, RowT, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.db.upsert import upsert
from tests.support.sample.planets import Planet


def planet_detail() -> list[ORMOption]:
    return [selectinload(related(Planet.moons))]


async def list_page(session: ReadSession, query: PageQuery[RowT]) -> Page[RowT]:
    return await paginate(session, query)


async def list_after(
    session: ReadSession,
    *,
    after: int,
    limit: int,
) -> Sequence[Planet]:
    key = col(Planet.id)
    statement = select(Planet).where(key > after).order_by(key).limit(limit)
    result = await session.exec(statement)
    return result.all()


async def get(session: ReadSession, planet_id: int) -> Planet:
    return await get_or_404(session, Planet, planet_id, planet_detail)


async def lock(session: AsyncSession, planet_id: int) -> Planet:
    return await lock_or_404(session, Planet, planet_id)


async def create(session: AsyncSession, planet: Planet) -> Planet:
    session.add(planet)
    await session.flush()
    return planet


async def put(session: AsyncSession, name: str, values: dict[str, Any]) -> Planet:
    result = await session.exec(upsert(Planet, {"name": name}, values))
    planet: Planet = result.scalars().one()
    return planet


async def update(
    session: AsyncSession,
    planet: Planet,
    changes: dict[str, Any],
) -> Planet:
    planet.sqlmodel_update(changes)
    await session.flush()
    return planet


# {% if cookiecutter.soft_delete %}
async def restore(session: AsyncSession, planet_id: int) -> Planet:
    planet = await lock_or_404(
        session,
        Planet,
        planet_id,
        execution_options={"include_deleted": True},
    )
    planet.deleted_at = None
    await session.flush()
    return planet


# {% endif %}
async def delete(session: AsyncSession, planet: Planet) -> None:
    await session.delete(planet)
    await session.flush()
