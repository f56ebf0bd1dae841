"""Upsert: insert a row, or update the one with the same key."""

from httpx2 import AsyncClient

from app.db.session import AsyncSession
from app.db.upsert import upsert
from tests.support.sample.planets import Planet
from tests.support.sample.requests import create_planet

PATH = "/planets/by-name/Mars"


async def test_a_row_is_inserted_then_updated(client: AsyncClient) -> None:
    first = await client.put(PATH, json={"note": "First"})
    second = await client.put(PATH, json={"note": "Second"})
    third = await client.put(PATH, json={})

    assert [response.status_code for response in (first, second, third)] == [200] * 3
    assert first.json()["name"] == "Mars"
    assert {response.json()["id"] for response in (first, second, third)} == {
        first.json()["id"]
    }
    assert second.json()["note"] == "Second"
    assert third.json()["note"] is None
    assert third.json()["created_at"] == first.json()["created_at"]
    assert third.json()["updated_at"] > second.json()["updated_at"]


async def test_each_update_counts_the_version(client: AsyncClient) -> None:
    created = await create_planet(client)
    path = f"/planets/by-name/{created['name']}"

    responses = [await client.put(path, json={"note": note}) for note in "ab"]

    assert [response.headers["etag"] for response in responses] == ['"2"', '"3"']


async def test_other_fields_of_the_row_are_kept(client: AsyncClient) -> None:
    created = await create_planet(client, kind="gas")

    response = await client.put(f"/planets/by-name/{created['name']}", json={})

    assert response.json()["id"] == created["id"]
    assert response.json()["kind"] == "gas"


# {% if cookiecutter.soft_delete %}
async def test_the_name_of_a_deleted_row_is_inserted_again(client: AsyncClient) -> None:
    first = await client.put(PATH, json={})
    await client.delete(f"/planets/{first.json()['id']}")

    second = await client.put(PATH, json={})

    assert second.status_code == 200
    assert second.json()["id"] != first.json()["id"]


# {% endif %}
async def test_an_object_in_the_session_gets_the_new_values(
    session: AsyncSession,
) -> None:
    planet = Planet(name="Mars")
    session.add(planet)
    await session.flush()

    result = await session.exec(upsert(Planet, {"name": "Mars"}, {"note": "Red"}))

    assert result.scalars().one() is planet
    assert (planet.note, planet.version) == ("Red", 2)
