"""The stream of all users: it ends long after the request's own transaction."""

import json

import pytest
from httpx2 import AsyncClient

from app import export
from app.users import service
from tests.api import create_user, failing_with


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 2)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
async def test_each_user_is_a_line(client: AsyncClient, count: int) -> None:
    users = [await create_user(client) for _ in range(count)]

    response = await client.get("/users/export")

    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == users


async def test_what_prevents_the_first_line_is_a_problem(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "list_after", failing_with(RuntimeError()))

    response = await client.get("/users/export")

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
