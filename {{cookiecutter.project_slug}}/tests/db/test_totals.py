"""The total of a list: counted up to a bound, estimated above it."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.session import AsyncSession
from tests.support.query_log import QueryLog
from tests.support.sample.requests import create_planet


@pytest.fixture(autouse=True)
def two_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.totals.COUNTED_MAX", 2)


async def create_planets(client: AsyncClient, count: int, **fields: Any) -> None:
    for _ in range(count):
        await create_planet(client, **fields)


async def analyze(session: AsyncSession) -> None:
    """Let the planner know the rows of the tables."""
    connection = await session.connection()
    await connection.execute(text("ANALYZE sample.planets, sample.moons"))


async def total(
    client: AsyncClient,
    path: str = "/planets",
    **query: Any,
) -> tuple[int, bool]:
    response = await client.get(path, params={"limit": 1, "total": True, **query})
    assert response.status_code == 200, response.text
    page = response.json()
    return page["total"], page["total_is_estimate"]


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_short_list_is_counted(client: AsyncClient, count: int) -> None:
    await create_planets(client, count)

    assert await total(client) == (count, False)


async def test_the_total_of_a_long_list_is_estimated(
    client: AsyncClient, session: AsyncSession
) -> None:
    await create_planets(client, 7)
    await analyze(session)

    assert await total(client) == (7, True)


async def test_the_estimate_is_that_of_the_filtered_list(
    client: AsyncClient, session: AsyncSession
) -> None:
    await create_planets(client, 5, kind="gas")
    await create_planets(client, 4, kind="ice")
    await analyze(session)

    assert await total(client, kind="gas") == (5, True)
    assert await total(client, kind="rock") == (0, False)


async def test_a_list_of_groups_is_estimated(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await create_planets(client, 3)
    await create_planets(client, 1, moon_names=["Io", "Europa"])
    await analyze(session)

    assert await total(client, "/planets/moon-counts") == (4, True)


async def test_an_estimate_is_not_below_what_was_counted(
    client: AsyncClient, session: AsyncSession
) -> None:
    await create_planets(client, 5, kind="ice")
    await analyze(session)
    await create_planets(client, 4, kind="gas")

    # For the planner, all planets are still of ice.
    assert await total(client, kind="gas") == (3, True)


async def test_no_more_rows_are_read_than_are_counted(
    client: AsyncClient, query_log: QueryLog
) -> None:
    await create_planets(client, 3)

    with query_log.recording() as queries:
        await total(client)

    counted, estimated, _ = queries
    assert "LIMIT" in counted
    assert estimated.startswith("EXPLAIN (FORMAT JSON) SELECT")


async def test_a_list_without_a_total_takes_one_query(
    client: AsyncClient, query_log: QueryLog
) -> None:
    await create_planets(client, 3)

    with query_log.recording() as queries:
        page = (await client.get("/planets")).json()

    assert len(queries) == 1
    assert (page["total"], page["total_is_estimate"]) == (None, False)


# {% if cookiecutter.soft_delete %}
async def test_deleted_rows_are_not_in_an_estimate(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await create_planets(client, 6)
    planet = await create_planet(client)
    await client.delete(f"/planets/{planet['id']}")
    await analyze(session)

    assert await total(client) == (6, True)


# {% endif %}
def test_the_document_says_that_a_page_tells_estimates(shared_app: FastAPI) -> None:
    page = shared_app.openapi()["components"]["schemas"]["Page_PlanetPublic_"]

    assert "total_is_estimate" in page["required"]
    assert page["properties"]["total_is_estimate"]["type"] == "boolean"
