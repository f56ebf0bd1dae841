"""The export of all users, as a stream."""

import json

import pytest
from httpx2 import AsyncClient

from app.api import json_lines
from app.users import service
from tests.support.factories import create_user
from tests.support.failures import failing_with


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "BATCH", 2)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
async def test_each_user_is_a_line(client: AsyncClient, count: int) -> None:
    users = [await create_user(client) for _ in range(count)]

    response = await client.get("/users/export")

    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == users


async def test_an_error_before_the_first_line_is_a_problem_response(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "list_users_after", failing_with(RuntimeError()))

    response = await client.get("/users/export")

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
