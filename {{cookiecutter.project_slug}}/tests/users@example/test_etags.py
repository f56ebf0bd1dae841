"""ETag and If-Match in the routes of users, teams and projects."""

import pytest
from httpx2 import AsyncClient, Response

from tests.support.factories import create_project, create_team, create_user, user_json

CREATE = {"users": create_user, "teams": create_team, "projects": create_project}
CHANGE = {
    "users": {"full_name": "Changed"},
    "teams": {"description": "Changed"},
    "projects": {"description": "Changed"},
}


async def etag_of(client: AsyncClient, path: str) -> str:
    response = await client.get(path)
    etag: str = response.headers["etag"]
    return etag


async def change(client: AsyncClient, path: str, **headers: str) -> Response:
    body = CHANGE[path.split("/")[1]]
    return await client.patch(path, json=body, headers=headers)


@pytest.fixture(params=list(CREATE))
async def path(request: pytest.FixtureRequest, client: AsyncClient) -> str:
    """The path of a new user, a new team and a new project."""
    row = await CREATE[request.param](client)
    return f"/{request.param}/{row['id']}"


async def test_a_response_with_one_row_has_its_version_as_etag(
    client: AsyncClient,
    path: str,
) -> None:
    first = await etag_of(client, path)

    changed = await change(client, path)

    assert first == '"1"'
    assert changed.headers["etag"] == '"2"'
    assert await etag_of(client, path) == '"2"'


async def test_a_change_with_the_current_etag_is_made(
    client: AsyncClient,
    path: str,
) -> None:
    etag = await etag_of(client, path)

    response = await change(client, path, **{"If-Match": etag})

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_change_with_an_old_etag_is_rejected(
    client: AsyncClient, path: str, method: str
) -> None:
    stale = await etag_of(client, path)
    changed = await change(client, path)
    body = CHANGE[path.split("/")[1]] if method == "PATCH" else None

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


# {% if cookiecutter.soft_delete %}
async def test_a_restored_row_has_a_new_etag(client: AsyncClient, path: str) -> None:
    stale = await etag_of(client, path)
    await client.delete(path)

    restored = await client.post(f"{path}/restore")

    current = restored.headers["etag"]
    assert (await change(client, path, **{"If-Match": stale})).status_code == 412
    assert (await change(client, path, **{"If-Match": current})).status_code == 200


# {% endif %}
async def test_a_created_row_has_an_etag(client: AsyncClient) -> None:
    for response in (
        await client.post("/users", json=user_json()),
        await client.post("/teams", json={"name": "New"}),
        await client.post("/projects", json={"name": "New"}),
    ):
        assert response.headers["etag"] == '"1"'


async def test_a_deactivation_counts_the_version(client: AsyncClient) -> None:
    user = await create_user(client)

    await client.post("/users/deactivate", json={"ids": [user["id"]]})

    assert await etag_of(client, f"/users/{user['id']}") == '"2"'
