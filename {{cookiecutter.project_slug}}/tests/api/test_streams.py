"""Responses that are sent while the database is read."""

import json

import pytest
from httpx2 import AsyncClient

from app.api import json_lines
from tests.support.failures import failing_with
from tests.support.query_log import QueryLog
from tests.support.sample import service
from tests.support.sample.requests import create_planet


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "BATCH", 2)


@pytest.mark.parametrize(("count", "batches"), [(0, 1), (1, 2), (2, 2), (5, 4)])
async def test_each_row_is_a_line(
    client: AsyncClient, query_log: QueryLog, count: int, batches: int
) -> None:
    planets = [await create_planet(client) for _ in range(count)]
    for planet in planets:
        del planet["moons"]

    with query_log.recording() as queries:
        response = await client.get("/planets/export")

    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == planets
    assert len(queries) == batches


async def test_an_error_before_the_first_line_is_a_problem_response(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "list_after", failing_with(RuntimeError()))

    response = await client.get("/planets/export")

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
