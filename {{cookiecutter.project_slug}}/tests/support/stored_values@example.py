"""Values in the database that no request could have stored."""

from typing import Any, NamedTuple

import pytest
from httpx2 import AsyncClient
from sqlalchemy import literal_column, update
from sqlmodel import col

from app.db.base import Record
from app.db.session import AsyncSession
from tests.support.factories import Json

FIRST_TIME = "0001-01-01T00:00:00Z"
LAST_TIME = "9999-12-31T23:59:59.999999Z"


class StoredValue(NamedTuple):
    """A value of a column: what is stored, and what the JSON of a response has."""

    column: str
    stored: Any
    shown: Any


def stored_text(column: str, *texts: str) -> list[StoredValue]:
    return [StoredValue(column, text, text) for text in texts]


STORED_TIMES = [
    StoredValue(column, literal_column(f"'{stored}'"), shown)
    for column, stored, shown in (
        ("created_at", "-infinity", FIRST_TIME),
        ("created_at", "0044-03-15 12:00:00+00 BC", FIRST_TIME),
        ("created_at", "0001-01-01 00:00:00+00", FIRST_TIME),
        ("created_at", "0009-02-28 12:00:00+00", "0009-02-28T12:00:00Z"),
        ("created_at", "9999-12-31 23:59:59.999999+00", LAST_TIME),
        ("created_at", "10000-01-01 00:00:00+00", LAST_TIME),
        ("created_at", "infinity", LAST_TIME),
        ("updated_at", "infinity", LAST_TIME),
    )
]


def parametrize(*values: StoredValue) -> pytest.MarkDecorator:
    ids = [f"{value.column}={value.stored}" for value in values]
    return pytest.mark.parametrize("value", values, ids=ids)


async def store(
    session: AsyncSession,
    model: type[Record],
    row_id: int,
    value: StoredValue,
) -> None:
    """Store the value in a row, past all rules of requests."""
    # An UPDATE would change these as well.
    unchanged = {"updated_at": model.updated_at, "version": model.version}
    connection = await session.connection()
    await connection.execute(
        update(model)
        .where(col(model.id) == row_id)
        .values(unchanged | {value.column: value.stored})
    )
    await session.commit()


async def all_pages(client: AsyncClient, path: str, **query: Any) -> list[Json]:
    """Return the items of all pages of a list, one item per page."""
    items: list[Json] = []
    cursor: dict[str, str] = {}
    for _ in range(20):
        parameters = {"limit": 1, "total": True, **query, **cursor}
        response = await client.get(path, params=parameters)
        assert response.status_code == 200, response.text
        page = response.json()
        items += page["items"]
        if page["next_cursor"] is None:
            assert page["total"] == len(items)
            return items
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError(f"The pages of {path} do not end.")
