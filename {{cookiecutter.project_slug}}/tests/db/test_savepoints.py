"""Savepoints: a step that fails alone does not fail the request."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.errors import translated_errors
from app.db.session import AsyncSession
from tests.support.failures import failing_with
from tests.support.responses import list_items
from tests.support.sample import service
from tests.support.sample.requests import create_planet

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"


async def test_the_rows_that_do_not_fail_are_created(client: AsyncClient) -> None:
    await create_planet(client, name="taken", moon_names=["Moon"])
    planets = [
        {"name": "first"},
        {"name": "taken"},
        {"name": "other", "moon_names": ["Moon"]},
        {"name": "last"},
    ]

    response = await client.post("/planets/bulk", json=planets)

    assert response.status_code == 201
    result = response.json()
    assert [planet["name"] for planet in result["created"]] == ["first", "last"]
    assert len(result["failed"]) == 2
    assert "already taken" in result["failed"][0]
    names = await list_items(client, "/planets", "name")
    assert names == ["taken", "first", "last"]


async def test_a_lost_connection_fails_the_whole_request(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = DBAPIError("SELECT 1", None, Exception(), connection_invalidated=True)
    monkeypatch.setattr(service, "create", failing_with(lost))

    response = await client.post("/planets/bulk", json=[{"name": "Mars"}])

    assert response.status_code == 503


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "57014"])
async def test_an_error_that_ends_the_transaction_is_raised_unchanged(
    session: AsyncSession, state: str
) -> None:
    connection = await session.connection()

    with pytest.raises(DBAPIError), translated_errors():
        await connection.execute(text(RAISE.format(state=state)))
