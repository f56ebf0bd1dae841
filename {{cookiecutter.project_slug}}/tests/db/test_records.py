"""Rows of tables: creating, reading, changing and deleting one."""

import pytest
from httpx2 import AsyncClient

from tests.support.query_log import QueryLog
from tests.support.responses import count_items
from tests.support.sample.requests import create_planet


async def test_a_created_row_can_be_read(client: AsyncClient) -> None:
    created = await create_planet(client, kind="gas", moon_names=["Io", "Europa"])

    response = await client.get(f"/planets/{created['id']}")

    assert response.status_code == 200
    assert response.json() == created
    assert created["kind"] == "gas"
    assert created["note"] is None
    assert [moon["name"] for moon in created["moons"]] == ["Io", "Europa"]
    assert created["updated_at"] >= created["created_at"]


async def test_the_number_of_queries_does_not_depend_on_the_related_rows(
    client: AsyncClient, query_log: QueryLog
) -> None:
    one = await create_planet(client, moon_names=["a"])
    many = await create_planet(client, moon_names=["b", "c", "d"])

    with query_log.recording() as for_one:
        await client.get(f"/planets/{one['id']}")
    with query_log.recording() as for_many:
        await client.get(f"/planets/{many['id']}")

    assert len(for_one) == len(for_many) == 2


async def test_a_change_sets_the_time_and_keeps_the_other_fields(
    client: AsyncClient,
) -> None:
    before = await create_planet(client, note="Red")

    response = await client.patch(f"/planets/{before['id']}", json={"kind": "ice"})

    after = response.json()
    assert after["updated_at"] > before["updated_at"]
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {"kind", "updated_at"}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_row_is_not_found(client: AsyncClient, method: str) -> None:
    response = await client.request(method, "/planets/4711", json={})

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no planet 4711."


async def test_a_deleted_row_is_not_found(client: AsyncClient) -> None:
    planet = await create_planet(client)
    path = f"/planets/{planet['id']}"

    response = await client.delete(path)

    assert response.status_code == 204
    assert response.content == b""
    for again in (
        await client.get(path),
        await client.patch(path, json={}),
        await client.delete(path),
    ):
        assert again.status_code == 404
    assert await count_items(client, "/planets") == 0


async def test_the_name_of_a_deleted_row_is_free(client: AsyncClient) -> None:
    planet = await create_planet(client)
    await client.delete(f"/planets/{planet['id']}")

    successor = await create_planet(client, name=planet["name"])

    assert successor["id"] != planet["id"]
