"""Operations on planets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from app.db.columns import FOR_NO_KEY_UPDATE, related
from app.db.lookup import get_or_404
from app.db.pagination import Page, PageQuery, RowT, paginate
from app.db.session import AsyncSession
from app.db.upsert import upsert
from tests.support.sample.planets import Planet


async def list_page(session: AsyncSession, query: PageQuery[RowT]) -> Page[RowT]:
    return await paginate(session, query)


async def list_after(
    session: AsyncSession,
    *,
    after: int,
    limit: int,
) -> Sequence[Planet]:
    key = col(Planet.id)
    statement = select(Planet).where(key > after).order_by(key).limit(limit)
    result = await session.exec(statement)
    return result.all()


async def get(session: AsyncSession, planet_id: int) -> Planet:
    options = [selectinload(related(Planet.moons))]
    return await get_or_404(session, Planet, planet_id, options=options)


async def lock(session: AsyncSession, planet_id: int) -> Planet:
    return await get_or_404(
        session,
        Planet,
        planet_id,
        with_for_update=FOR_NO_KEY_UPDATE,
    )


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
    planet = await get_or_404(
        session,
        Planet,
        planet_id,
        with_for_update=FOR_NO_KEY_UPDATE,
        execution_options={"include_deleted": True},
    )
    planet.deleted_at = None
    await session.flush()
    return planet


# {% endif %}
async def delete(session: AsyncSession, planet: Planet) -> None:
    await session.delete(planet)
    await session.flush()
