"""Deletions of rows that other rows reference."""

from httpx2 import AsyncClient
from sqlmodel import select

from app.db.session import AsyncSession
from tests.support.records import conflict
from tests.support.responses import count_items, error_fields
from tests.support.sample.planets import Flyby, Moon, Planet, Spacecraft
from tests.support.sample.requests import create_planet


async def test_a_row_in_use_is_not_deleted(client: AsyncClient) -> None:
    planet = await create_planet(client, moon_names=["Phobos"])

    response = await client.delete(f"/planets/{planet['id']}")

    assert response.status_code == 409
    assert error_fields(response) == ["planet_id"]
    assert await count_items(client, "/planets") == 1


async def test_a_row_in_use_by_rows_of_the_session_is_not_deleted(
    session: AsyncSession,
) -> None:
    planet = Planet(name="Mars", moons=[Moon(name="Phobos")])
    session.add(planet)
    await session.flush()

    await session.delete(planet)

    assert await conflict(session) == ["planet_id"]


async def test_references_with_cascade_are_deleted_with_the_row(
    session: AsyncSession,
) -> None:
    planet = Planet(name="Planet")
    gone, kept = Moon(name="Gone", planet=planet), Moon(name="Kept", planet=planet)
    session.add(Spacecraft(name="Spacecraft", moons=[gone, kept]))
    await session.flush()

    await session.delete(gone)
    await session.flush()

    flybys = await session.exec(select(Flyby.moon_id))
    assert flybys.all() == [kept.id]
