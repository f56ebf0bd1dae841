"""One request is one transaction, which commits before the response is sent."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.db.errors import to_problem
from app.errors import UnavailableError
from tests.support.responses import count_items
from tests.support.sample import service
from tests.support.sample.planets import Moon, Planet
from tests.support.sample.requests import create_planet
from tests.support.sessions import TwoSessions


@pytest.fixture
async def deferred_constraint(two_sessions: TwoSessions) -> AsyncIterator[None]:
    """Make notes unique by a constraint that is checked at the commit."""
    session, _ = two_sessions
    connection = await session.connection()
    await connection.execute(
        text(
            "ALTER TABLE sample.planets ADD CONSTRAINT late UNIQUE (note) "
            "DEFERRABLE INITIALLY DEFERRED"
        )
    )
    await session.commit()
    yield
    connection = await session.connection()
    await connection.execute(text("ALTER TABLE sample.planets DROP CONSTRAINT late"))
    await session.commit()


async def test_a_failed_commit_is_an_error_response(
    committing_client: AsyncClient, deferred_constraint: None
) -> None:
    await create_planet(committing_client, note="Red")

    response = await committing_client.post(
        "/planets",
        json={"name": "Other", "note": "Red"},
    )

    assert response.status_code == 409
    assert await count_items(committing_client, "/planets") == 1


async def test_a_failed_request_changes_nothing(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    await create_planet(committing_client, moon_names=["Taken"])

    response = await committing_client.post(
        "/planets", json={"name": "Half done", "moon_names": ["Free", "Taken"]}
    )

    assert response.status_code == 409
    assert await count_items(committing_client, "/planets") == 1
    names = await two_sessions[0].exec(select(Moon.name))
    assert list(names) == ["Taken"]


async def test_the_commit_comes_before_the_response(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    planet = await create_planet(committing_client)

    seen = await two_sessions[0].get_one(Planet, planet["id"])

    assert seen.name == planet["name"]


async def test_a_row_cannot_be_changed_by_two_requests_at_once(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    planet = await create_planet(committing_client)
    one, other = two_sessions
    await service.lock(one, planet["id"])

    with pytest.raises(DBAPIError) as caught:
        await service.lock(other, planet["id"])

    assert isinstance(to_problem(caught.value), UnavailableError)


async def test_a_row_that_is_being_changed_can_be_referenced(
    committing_client: AsyncClient, two_sessions: TwoSessions
) -> None:
    planet = await create_planet(committing_client)
    changing, referencing = two_sessions
    await service.lock(changing, planet["id"])

    referencing.add(Moon(name="Moon", planet_id=planet["id"]))

    await referencing.flush()
