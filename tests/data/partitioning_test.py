"""The table of docs/partitioning.md keeps its rows, its indexes and its pages.

A check follows that page in projects of both drivers, and copies this file there. The
last revision makes a table with rows partitioned.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal

import pytest
from alembic import command
from dev.postgres import PROJECT
from pydantic import BaseModel
from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col
from tests.support.databases import new_database
from tests.support.revisions import alembic_config
from tests.support.server import execute
from tests.support.sync_connection import sync_connection

from app.db.pagination import PageQuery, paginate
from app.db.session import AsyncSession
from app.events.models import Event

PAGE = (PROJECT / "docs" / "partitioning.md").read_text("utf-8")
ROWS = 500
INSERT = """
    INSERT INTO events (kind, created_at)
    SELECT 'old', timestamptz '2026-01-01Z' + number * interval '1 hour'
    FROM generate_series(1, 500) AS number
"""
NEW_ROW = """
    INSERT INTO events (kind, created_at) VALUES ('new', '2031-05-01Z')
    RETURNING concat(id, ' ', tableoid::regclass)
"""
SCANS = """
    SELECT seq_scan FROM pg_stat_xact_all_tables WHERE relname = 'events_old'
"""
PRIMARY_KEY = """
    SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = 'events'::regclass AND contype = 'p'
"""
INDEX_OF_THE_REST = (
    "CREATE INDEX ix_rest ON partitions.events_rest (kind)",
    "ALTER INDEX ix_events_kind ATTACH PARTITION partitions.ix_rest",
)
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = '{}'::regclass"
MONTHS = [datetime(2030, month, 1, tzinfo=UTC) for month in range(1, 5)]


class Item(BaseModel):
    kind: str


class Query(PageQuery[Item]):
    model = Event
    item_schema = Item
    sort: Literal["created_at", "-created_at"] = "created_at"


@pytest.fixture
def database() -> Iterator[URL]:
    """A database whose table had rows before it became partitioned."""
    with new_database("partitioning") as settings:
        url = make_url(settings.database_url)
        command.upgrade(alembic_config(), "head")
        command.downgrade(alembic_config(), "-1")
        execute(url, INSERT)
        command.upgrade(alembic_config(), "head")
        yield url


def statements(block: str) -> list[str]:
    without_comments = re.sub("--.*", "", block)
    return [each for each in without_comments.split(";") if each.strip()]


def test_rows_stay_and_ids_go_on(database: URL) -> None:
    assert execute(database, "SELECT count(*) FROM partitions.events_old") == ROWS
    assert execute(database, NEW_ROW) == f"{ROWS + 1} partitions.events_rest"
    assert execute(database, "SELECT count(DISTINCT id) FROM events") == ROWS + 1


def test_the_old_table_is_attached_without_a_scan(database: URL) -> None:
    [attach] = re.findall(r"(ALTER TABLE events ATTACH .*?);", PAGE, re.DOTALL)

    def scans_of_attach(connection: Connection) -> Any:
        detach = "ALTER TABLE events DETACH PARTITION partitions.events_old"
        connection.execute(text(detach))
        before = connection.scalar(text(SCANS))
        connection.execute(text(attach))
        return connection.scalar(text(SCANS)) - before

    with sync_connection(database) as run:
        assert run(scans_of_attach) == 0


def test_the_way_back_keeps_all_rows(database: URL) -> None:
    execute(database, NEW_ROW)

    command.downgrade(alembic_config(), "-1")

    assert execute(database, "SELECT count(*) FROM events") == ROWS + 1
    assert execute(database, NEW_ROW) == f"{ROWS + 2} events"
    assert execute(database, PRIMARY_KEY) == "PRIMARY KEY (id)"


def test_partitions_and_indexes_come_and_go(database: URL) -> None:
    [block] = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)

    for statement in [*statements(block), *INDEX_OF_THE_REST]:
        execute(database, statement)

    january = "INSERT INTO events (kind, created_at) VALUES ('a', '2027-01-31Z')"
    table = execute(database, f"{january} RETURNING tableoid::regclass::text")
    assert table == "partitions.events_2027_01"
    assert execute(database, "SELECT count(*) FROM events") == 1
    assert execute(database, "SELECT count(*) FROM partitions.events_old") == ROWS
    assert execute(database, IS_VALID.format("ix_events_kind")) is True


def test_unique_and_foreign_keys_contain_the_partition_key(database: URL) -> None:
    refers = "CREATE TABLE notes (id bigint, at timestamptz, FOREIGN KEY ({}) {})"
    for refused in (
        "CREATE UNIQUE INDEX ON events (kind)",
        refers.format("id", "REFERENCES events (id)"),
    ):
        with pytest.raises(DBAPIError, match=r"partition|no unique constraint"):
            execute(database, refused)

    execute(database, "CREATE UNIQUE INDEX ON events (kind, created_at)")
    execute(database, refers.format("id, at", "REFERENCES events (id, created_at)"))


async def add_months(session: AsyncSession) -> None:
    """Add a partition and two rows for each of some months."""
    connection = await session.connection()
    for number, (first, after) in enumerate(pairwise(MONTHS)):
        create = f"CREATE TABLE partitions.month_{number} PARTITION OF events"
        bounds = f"FOR VALUES FROM ('{first}') TO ('{after}')"
        await connection.execute(text(f"{create} {bounds}"))
        for day in (1, 2):
            moment = first.replace(day=day)
            session.add(Event(kind=f"{number} {day}", created_at=moment))
    await session.flush()


@pytest.mark.parametrize("sort", ["created_at", "-created_at"])
async def test_pages_cross_partitions(session: AsyncSession, sort: Any) -> None:
    await add_months(session)
    kinds: list[str] = []
    query: Query | None = Query(limit=1, sort=sort)

    while query:
        page = await paginate(session, query)
        kinds += [item.kind for item in page.items]
        cursor = page.next_cursor
        query = Query(limit=1, sort=sort, cursor=cursor) if cursor else None

    in_order = [f"{month} {day}" for month in (0, 1, 2) for day in (1, 2)]
    assert kinds == (in_order if sort == "created_at" else in_order[::-1])


async def plan(session: AsyncSession, statement: Any) -> list[str]:
    connection = await session.connection()
    for alternative in ("seqscan", "bitmapscan", "sort"):
        await connection.execute(text(f"SET LOCAL enable_{alternative} = off"))
    query = statement.limit(1).compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    )
    result = await connection.execute(text(f"EXPLAIN (COSTS off) {query}"))
    return [row[0].strip() for row in result]


async def test_a_page_merges_the_indexes_and_leaves_partitions_out(
    session: AsyncSession,
) -> None:
    await add_months(session)
    first = await paginate(session, Query(limit=1))
    [part] = Query(cursor=first.next_cursor).parts(Query.select())

    whole = await plan(session, part)
    pruned = await plan(session, part.where(col(Event.created_at) < MONTHS[1]))

    scans = [line for line in whole if "Index Scan" in line]
    conditions = [line for line in whole if line.startswith("Index Cond: (ROW(")]
    assert whole[0] == "Limit"
    assert whole[1] == "->  Merge Append"
    assert len(scans) == len(conditions) == 5  # events_old, three months, events_rest
    assert [line for line in whole if re.match("->  .*(Seq Scan|Sort)", line)] == []
    assert "partitions.month_0" not in pruned
    assert len([line for line in pruned if "Index Scan" in line]) < len(scans)
