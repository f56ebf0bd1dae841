"""Values read from responses."""

from typing import Any

from httpx2 import AsyncClient, Response


def error_fields(response: Response) -> list[str]:
    """Return the names of the fields that a problem response names."""
    return [error["field"] for error in response.json()["errors"]]


async def count_items(client: AsyncClient, path: str, **query: Any) -> int:
    """Return the total of a list."""
    response = await client.get(path, params={"total": True, **query})
    assert response.status_code == 200, response.text
    total: int = response.json()["total"]
    return total


async def list_items(
    client: AsyncClient,
    path: str,
    field: str,
    **query: Any,
) -> list[Any]:
    """Return one field of each item on a page of a list."""
    response = await client.get(path, params=query)
    assert response.status_code == 200, response.text
    return [item[field] for item in response.json()["items"]]
