"""Undoing a deletion."""

from httpx2 import AsyncClient

from tests.support.responses import error_fields
from tests.support.sample.requests import create_planet


async def test_a_restored_row_is_as_before(client: AsyncClient) -> None:
    planet = await create_planet(client, note="Red", moon_names=["Phobos"])
    path = f"/planets/{planet['id']}"
    await client.delete(path)

    restored = await client.post(f"{path}/restore")

    assert restored.status_code == 200
    response = await client.get(path)
    assert response.json() == planet | {"updated_at": restored.json()["updated_at"]}


async def test_a_restored_row_has_a_new_etag(client: AsyncClient) -> None:
    planet = await create_planet(client)
    path = f"/planets/{planet['id']}"
    stale = (await client.get(path)).headers["etag"]
    await client.delete(path)

    restored = await client.post(f"{path}/restore")

    current = restored.headers["etag"]
    for etag, status in ((stale, 412), (current, 200)):
        response = await client.patch(path, json={}, headers={"If-Match": etag})
        assert response.status_code == status


async def test_an_unknown_row_cannot_be_restored(client: AsyncClient) -> None:
    response = await client.post("/planets/4711/restore")

    assert response.status_code == 404


async def test_restoring_a_row_that_was_not_deleted_changes_nothing(
    client: AsyncClient,
) -> None:
    planet = await create_planet(client)

    response = await client.post(f"/planets/{planet['id']}/restore")

    assert response.status_code == 200
    assert response.json()["updated_at"] == planet["updated_at"]


async def test_a_row_whose_name_was_taken_cannot_be_restored(
    client: AsyncClient,
) -> None:
    planet = await create_planet(client)
    await client.delete(f"/planets/{planet['id']}")
    await create_planet(client, name=planet["name"])

    response = await client.post(f"/planets/{planet['id']}/restore")

    assert response.status_code == 409
    assert error_fields(response) == ["name"]
    gone = await client.get(f"/planets/{planet['id']}")
    assert gone.status_code == 404
