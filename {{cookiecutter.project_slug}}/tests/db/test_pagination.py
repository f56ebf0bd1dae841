"""Pages of a list: by cursor and by offset, in each sort order."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import update

from app.db.session import AsyncSession
from tests.support.query_log import QueryLog
from tests.support.responses import error_fields, list_items
from tests.support.sample.planets import Planet
from tests.support.sample.requests import create_planet


async def names(client: AsyncClient, path: str = "/planets", **query: Any) -> list[str]:
    return await list_items(client, path, "name", **{"sort": "name", **query})


async def create_planets(client: AsyncClient, *names: str) -> None:
    for name in names:
        await create_planet(client, name=name)


async def test_an_empty_list_has_no_next_cursor(client: AsyncClient) -> None:
    response = await client.get("/planets")

    assert response.json() == {
        "items": [],
        "next_cursor": None,
        "total": None,
        "total_is_estimate": False,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["b", "c", "a"]),
        ({"sort": "name"}, ["a", "b", "c"]),
        ({"sort": "-name"}, ["c", "b", "a"]),
        ({"sort": "created_at"}, ["b", "c", "a"]),
        ({"sort": "-created_at"}, ["a", "c", "b"]),
    ],
)
async def test_a_list_is_sorted_by_creation_unless_asked_otherwise(
    client: AsyncClient, query: dict[str, str], expected: list[str]
) -> None:
    await create_planets(client, "b", "c", "a")

    assert await list_items(client, "/planets", "name", **query) == expected


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at"])
async def test_cursors_page_through_the_whole_list(
    client: AsyncClient,
    sort: str,
) -> None:
    await create_planets(client, *"cgbefad")
    whole = await names(client, sort=sort)

    pages: list[dict[str, Any]] = []
    query: dict[str, Any] = {"sort": sort, "limit": 3}
    while "cursor" not in query or query["cursor"]:
        response = await client.get("/planets", params=query)
        pages.append(response.json())
        query["cursor"] = pages[-1]["next_cursor"]

    walked = [item["name"] for page in pages for item in page["items"]]
    assert walked == whole
    assert [len(page["items"]) for page in pages] == [3, 3, 1]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("created_at", r"planets\.created_at, \S+planets\.id"),
        ("-created_at", r"planets\.created_at DESC, \S+planets\.id DESC"),
    ],
)
async def test_rows_with_the_same_sort_value_are_paged_once(
    client: AsyncClient,
    session: AsyncSession,
    query_log: QueryLog,
    sort: str,
    order: str,
) -> None:
    await create_planets(client, *"abcd")
    await session.exec(update(Planet).values(created_at=datetime.now(UTC)))
    await session.commit()

    with query_log.recording() as queries:
        first = await client.get("/planets", params={"sort": sort, "limit": 2})
    page = first.json()
    second = await names(client, sort=sort, cursor=page["next_cursor"])

    assert len({item["name"] for item in page["items"]} | set(second)) == 4
    # Without the id the database may still return this order, by chance.
    assert re.search(rf"ORDER BY \S+{order}\s", queries[0])


async def test_the_last_page_has_no_next_cursor(client: AsyncClient) -> None:
    await create_planets(client, *"abc")

    response = await client.get("/planets", params={"limit": 3})

    assert response.json()["next_cursor"] is None


async def test_a_new_row_does_not_shift_the_next_page(client: AsyncClient) -> None:
    await create_planets(client, *"bdf")
    first = await client.get("/planets", params={"sort": "name", "limit": 2})

    await create_planets(client, "a")

    assert await names(client, cursor=first.json()["next_cursor"]) == ["f"]


async def test_offset_skips_rows(client: AsyncClient) -> None:
    await create_planets(client, *"abc")

    assert await names(client, offset=1, limit=1) == ["b"]
    assert await names(client, offset=3) == []


async def test_a_page_has_20_items_unless_asked_otherwise(client: AsyncClient) -> None:
    planets = [{"name": f"Planet {number}"} for number in range(21)]
    await client.post("/planets/bulk", json=planets)

    assert len(await names(client)) == 20
    assert len(await names(client, limit=100)) == 21


async def test_the_total_counts_the_filtered_list(client: AsyncClient) -> None:
    for name in ("a", "b"):
        await create_planet(client, name=name, kind="gas")
    await create_planet(client, kind="ice")

    response = await client.get(
        "/planets",
        params={"kind": "gas", "limit": 1, "total": True},
    )

    assert response.json()["total"] == 2
    assert [item["name"] for item in response.json()["items"]] == ["a"]


async def test_a_list_takes_one_query(client: AsyncClient, query_log: QueryLog) -> None:
    await create_planets(client, *"abc")

    with query_log.recording() as queries:
        await client.get("/planets")

    assert len(queries) == 1


async def test_a_list_of_columns_has_pages_and_a_total(client: AsyncClient) -> None:
    path = "/planets/moon-counts"
    for name, moons in (("Jupiter", ["Io", "Europa"]), ("Earth", ["Moon"])):
        await create_planet(client, name=name, moon_names=moons)
    await create_planet(client, name="Venus")

    first = await client.get(path, params={"limit": 2, "total": True})

    page = first.json()
    counts = [(item["name"], item["moon_count"]) for item in page["items"]]
    assert counts == [("Earth", 1), ("Jupiter", 2)]
    assert page["total"] == 3
    assert await names(client, path, cursor=page["next_cursor"]) == ["Venus"]
    assert await names(client, path, sort="-name", limit=1) == ["Venus"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("offset", "-1"),
        ("offset", str(2**63)),
        ("sort", "note"),
        ("cursor", "nonsense"),
        ("cursor", "ünsinn"),
        ("kind", "wood"),
        ("total", "perhaps"),
        ("limti", "5"),
    ],
)
async def test_an_invalid_query_parameter_is_named_in_a_422(
    client: AsyncClient, field: str, value: str
) -> None:
    response = await client.get("/planets", params={field: value})

    assert response.status_code == 422
    assert error_fields(response) == [field]


@pytest.mark.parametrize(
    "query",
    [{"sort": "-name"}, {"sort": "created_at"}, {"sort": "name", "offset": 1}],
    ids=str,
)
async def test_a_cursor_is_valid_for_one_sort_order_and_without_offset(
    client: AsyncClient, query: dict[str, Any]
) -> None:
    await create_planets(client, *"ab")
    first = await client.get("/planets", params={"limit": 1, "sort": "name"})
    cursor = first.json()["next_cursor"]

    response = await client.get("/planets", params={"cursor": cursor, **query})

    assert response.status_code == 422
    assert error_fields(response) == ["cursor"]


async def test_an_invalid_sort_is_reported_without_the_cursor(
    client: AsyncClient,
) -> None:
    response = await client.get("/planets", params={"sort": "age", "cursor": "x"})

    assert error_fields(response) == ["sort"]
