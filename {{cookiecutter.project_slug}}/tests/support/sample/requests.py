"""Requests that create planets, with default values."""

from itertools import count
from typing import Any

from httpx2 import AsyncClient

numbers = count(1)


async def create_planet(client: AsyncClient, **fields: Any) -> dict[str, Any]:
    """Create a planet with a unique name, and return it."""
    body = {"name": f"Planet {next(numbers)}", **fields}
    response = await client.post("/planets", json=body)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created
