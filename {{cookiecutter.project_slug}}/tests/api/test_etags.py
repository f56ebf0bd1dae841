"""ETag and If-Match: changes of an outdated version are rejected."""

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import update

from app.db.session import AsyncSession
from tests.support.sample.planets import Planet
from tests.support.sample.requests import create_planet
from tests.support.sessions import TwoSessions


async def etag_of(client: AsyncClient, path: str) -> str:
    response = await client.get(path)
    etag: str = response.headers["etag"]
    return etag


async def change(client: AsyncClient, path: str, **headers: str) -> Response:
    return await client.patch(path, json={"note": "Changed"}, headers=headers)


@pytest.fixture
async def path(client: AsyncClient) -> str:
    """The path of a new planet."""
    planet = await create_planet(client)
    return f"/planets/{planet['id']}"


async def test_a_response_with_one_row_has_its_version_as_etag(
    client: AsyncClient,
    path: str,
) -> None:
    first = await etag_of(client, path)

    changed = await change(client, path)

    assert first == '"1"'
    assert changed.headers["etag"] == '"2"'
    assert await etag_of(client, path) == '"2"'


async def test_a_created_row_has_an_etag(client: AsyncClient) -> None:
    response = await client.post("/planets", json={"name": "New"})

    assert response.headers["etag"] == '"1"'


async def test_a_change_with_the_current_etag_is_made(
    client: AsyncClient,
    path: str,
) -> None:
    etag = await etag_of(client, path)

    response = await change(client, path, **{"If-Match": etag})

    assert response.status_code == 200
    assert response.json()["note"] == "Changed"


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_change_with_an_old_etag_is_rejected(
    client: AsyncClient, path: str, method: str
) -> None:
    stale = await etag_of(client, path)
    changed = await change(client, path)
    body = {"note": "Lost"} if method == "PATCH" else None

    response = await client.request(
        method,
        path,
        json=body,
        headers={"If-Match": stale},
    )

    assert response.status_code == 412
    assert response.headers["content-type"] == "application/problem+json"
    assert await etag_of(client, path) == changed.headers["etag"]


async def test_without_if_match_any_version_is_changed(
    client: AsyncClient,
    path: str,
) -> None:
    await change(client, path)

    response = await client.delete(path)

    assert response.status_code == 204


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ('"1"', 200),
        ("*", 200),
        ('"7", "1"', 200),
        ('W/"1"', 412),
        ("1", 412),
        ('"11"', 412),
        ("", 412),
    ],
)
async def test_if_match_is_read_as_rfc_9110_defines(
    client: AsyncClient, path: str, if_match: str, status: int
) -> None:
    response = await change(client, path, **{"If-Match": if_match})

    assert response.status_code == status


async def test_if_match_may_be_sent_in_several_lines(
    client: AsyncClient,
    path: str,
) -> None:
    lines = [("If-Match", '"7"'), ("If-Match", '"1"')]

    response = await client.patch(path, json={}, headers=lines)

    assert response.status_code == 200


async def test_a_concurrent_change_is_not_overwritten(
    two_sessions: TwoSessions,
) -> None:
    one, other = two_sessions
    planet = Planet(name="Planet")
    one.add(planet)
    await one.commit()
    same = await other.get_one(Planet, planet.id)
    same.note = "Changed"
    await other.commit()
    planet.note = "Overwritten"

    with pytest.raises(StaleDataError):
        await one.commit()


async def test_a_bulk_update_counts_the_version_of_each_row(
    client: AsyncClient, session: AsyncSession, path: str
) -> None:
    await session.exec(update(Planet).values(note="Changed"))
    await session.commit()

    assert await etag_of(client, path) == '"2"'
