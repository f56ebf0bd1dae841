"""The list of users and the directory: filters, sort orders, pages."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from httpx2 import AsyncClient

from app.db.session import AsyncSession
from app.db.totals import Explain
from app.users.queries import UserQuery
from migrations.trigrams import IS_AVAILABLE
from tests.support.factories import Json, create_team, create_user
from tests.support.query_log import QueryLog
from tests.support.responses import list_items


async def names(client: AsyncClient, path: str = "/users", **query: Any) -> list[str]:
    return await list_items(client, path, "username", **{"sort": "username", **query})


async def test_an_empty_list_has_no_next_cursor(client: AsyncClient) -> None:
    response = await client.get("/users")

    assert response.json() == {
        "items": [],
        "next_cursor": None,
        "total": None,
        "total_is_estimate": False,
    }


@pytest.mark.parametrize("text", ["LOVE", "ada@", "Ada L"])
async def test_q_searches_usernames_emails_and_full_names(
    client: AsyncClient,
    text: str,
) -> None:
    await create_user(
        client, username="lovelace", email="ada@example.com", full_name="Ada Lovelace"
    )
    await create_user(client)

    assert await names(client, q=text) == ["lovelace"]


@pytest.mark.parametrize("wildcard", ["%", "_", "\\"])
async def test_wildcards_match_themselves(client: AsyncClient, wildcard: str) -> None:
    await create_user(client, username="plain", full_name="ordinary")
    await create_user(client, username="odd", full_name=f"o{wildcard}o")

    assert await names(client, q=wildcard) == ["odd"]
    assert await names(client, q=f"o{wildcard}o") == ["odd"]


async def test_the_search_has_an_index_where_the_server_can_have_it(
    session: AsyncSession,
) -> None:
    connection = await session.connection()
    # What is left are bitmaps, for which the condition must have an index.
    for kind in ("seqscan", "indexscan", "indexonlyscan"):
        await connection.execute(sa.text(f"SET LOCAL enable_{kind} = off"))
    searched = UserQuery(q="ada").statement().subquery()
    explain = Explain(sa.literal_column("1", sa.JSON())).select_from(searched)

    # Not by the session, which may add conditions that other indexes have.
    plan = json.dumps(await connection.scalar(explain))

    is_available = await connection.scalar(IS_AVAILABLE)
    assert ("ix_users_username_email_full_name" in plan) is is_available


async def test_the_planner_takes_a_searched_text_for_a_rare_one(
    client: AsyncClient, query_log: QueryLog
) -> None:
    with query_log.recording() as queries:
        await client.get("/users", params={"q": "ada", "total": True})

    # In the condition and once more, but not where rows are counted or estimated.
    assert [query.count("users.username ILIKE") for query in queries] == [1, 2]


async def test_ids_select_users(client: AsyncClient) -> None:
    first = await create_user(client, username="a")
    await create_user(client, username="b")
    third = await create_user(client, username="c")

    assert await names(client, ids=[first["id"], third["id"], 4711]) == ["a", "c"]


async def test_users_are_filtered_by_team(client: AsyncClient) -> None:
    team = await create_team(client)
    await create_user(client, username="in", team_id=team["id"])
    await create_user(client, username="out")

    assert await names(client, team_id=team["id"]) == ["in"]
    assert await names(client, without_team=True) == ["out"]
    assert await names(client, without_team=False) == ["in", "out"]


async def test_users_are_filtered_by_is_active(client: AsyncClient) -> None:
    await create_user(client, username="active")
    await create_user(client, username="inactive", is_active=False)

    assert await names(client, is_active=True) == ["active"]
    assert await names(client, is_active=False) == ["inactive"]


async def test_users_are_filtered_by_creation_time(client: AsyncClient) -> None:
    first = await create_user(client, username="first")
    await create_user(client, username="second")

    assert await names(client, created_after=first["created_at"]) == ["second"]


async def test_all_filters_must_match(client: AsyncClient) -> None:
    await create_user(client, username="anna", is_active=False)
    await create_user(client, username="annabel")
    await create_user(client, username="bob")

    assert await names(client, q="ann", is_active=True) == ["annabel"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("username", ["a", "b", "c"]),
        ("-username", ["c", "b", "a"]),
        ("created_at", ["b", "c", "a"]),
        ("-created_at", ["a", "c", "b"]),
    ],
)
async def test_a_list_is_sorted(
    client: AsyncClient,
    sort: str,
    expected: list[str],
) -> None:
    for name in ("b", "c", "a"):
        await create_user(client, username=name)

    assert await names(client, sort=sort) == expected


@pytest.mark.parametrize("sort", ["username", "-username", "created_at", "-created_at"])
async def test_cursors_page_through_the_whole_list(
    client: AsyncClient,
    sort: str,
) -> None:
    for _ in range(7):
        await create_user(client)
    whole = await names(client, sort=sort)

    pages: list[Json] = []
    query: Json = {"sort": sort, "limit": 3}
    while "cursor" not in query or query["cursor"]:
        response = await client.get("/users", params=query)
        pages.append(response.json())
        query["cursor"] = pages[-1]["next_cursor"]

    walked = [item["username"] for page in pages for item in page["items"]]
    assert walked == whole
    assert [len(page["items"]) for page in pages] == [3, 3, 1]


async def test_the_total_counts_the_filtered_list(client: AsyncClient) -> None:
    for name in ("anna", "annabel", "bob"):
        await create_user(client, username=name)

    response = await client.get(
        "/users",
        params={"q": "anna", "limit": 1, "total": True},
    )

    assert response.json()["total"] == 2
    assert len(response.json()["items"]) == 1


async def test_a_list_takes_one_query(client: AsyncClient, query_log: QueryLog) -> None:
    for _ in range(5):
        await create_user(client)

    with query_log.recording() as queries:
        await client.get("/users")

    assert len(queries) == 1


async def test_the_directory_selects_three_columns(
    client: AsyncClient, query_log: QueryLog
) -> None:
    for name in ("a", "b", "c"):
        await create_user(client, username=name)

    with query_log.recording() as queries:
        response = await client.get("/users/directory", params={"limit": 2})

    page = response.json()
    assert [set(item) for item in page["items"]] == [{"id", "username", "email"}] * 2
    assert "hashed_password" not in queries[0]
    assert "full_name" not in queries[0]
    assert await names(client, "/users/directory", cursor=page["next_cursor"]) == ["c"]
    assert await names(client, "/users/directory", sort="-username") == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("offset", "-1"),
        ("offset", str(2**63)),
        ("sort", "password"),
        ("cursor", "nonsense"),
        ("cursor", "ünsinn"),
        ("q", "nul\0"),
        ("ids", str(2**63)),
        ("team_id", "0"),
        ("is_active", "perhaps"),
        ("created_after", "2026-01-01T00:00:00"),
        ("created_after", "9999-12-31T23:59:59-23:00"),
        ("total", "perhaps"),
        ("limti", "5"),
    ],
)
async def test_an_invalid_query_parameter_is_named_in_a_422(
    client: AsyncClient, field: str, value: str
) -> None:
    response = await client.get("/users", params={field: value})

    assert response.status_code == 422
    fields = [error["field"].split(".")[0] for error in response.json()["errors"]]
    assert fields == [field]


@pytest.mark.parametrize("path", ["/users", "/users/directory"])
async def test_a_list_reads_only_what_it_shows(
    client: AsyncClient, query_log: QueryLog, path: str
) -> None:
    with query_log.recording() as queries:
        await client.get(path)

    [query] = queries
    selected, _, _ = query.partition("FROM")
    assert "users.username" in selected
    assert "hashed_password" not in selected
    assert ("is_active" in selected) == (path == "/users")
