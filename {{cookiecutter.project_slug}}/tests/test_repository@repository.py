"""The base class of the repositories, without relationships to load."""

from app.db.repository import Repository
from app.db.session import AsyncSession
from tests.support.sample.planets import Spacecraft


class SpacecraftRepository(Repository[Spacecraft]):
    model = Spacecraft


async def test_get_returns_a_row_without_relationships(session: AsyncSession) -> None:
    fleet = SpacecraftRepository(session)
    probe = await fleet.add(Spacecraft(name="Voyager"))

    assert await fleet.get(probe.id) is probe
