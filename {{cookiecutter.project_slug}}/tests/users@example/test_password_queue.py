"""Requests with passwords while too many passwords wait to be hashed."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from app.users import bodies, passwords
from tests.support.factories import create_user, user_json
from tests.support.failures import failing_with


async def test_a_full_queue_is_a_503(
    client: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "MAX_WAITING", -1)

    response = await client.post("/users", json=user_json())

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/users/bulk", {"users": []}), ("/teams", {"name": "Research", "members": []})],
)
@pytest.mark.parametrize("field", ["username", "email"])
async def test_names_are_checked_before_passwords_are_hashed(
    client: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    body: dict[str, Any],
    field: str,
) -> None:
    taken = await create_user(client)
    twice = user_json()
    users = [twice, user_json(**{field: taken[field]}), twice]
    monkeypatch.setattr(bodies, "hash_password", failing_with(RuntimeError()))
    [key] = [key for key, value in body.items() if value == []]

    response = await client.post(path, json=body | {key: users})

    assert response.status_code == 409
    errors = [error["field"] for error in response.json()["errors"]]
    assert errors == [f"{key}.1.{field}", f"{key}.2.username", f"{key}.2.email"]
