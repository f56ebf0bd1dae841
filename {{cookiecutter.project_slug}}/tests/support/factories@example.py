"""Factories: create users, teams and projects over HTTP, with default values."""

from itertools import count
from typing import Any

from httpx2 import AsyncClient

numbers = count(1)

Json = dict[str, Any]


def user_json(**fields: Any) -> Json:
    """Return a request body for a new user with a unique username."""
    name = f"user{next(numbers)}"
    return {
        "username": name,
        "email": f"{name}@example.com",
        "password": "correct horse",
        **fields,
    }


async def create_user(client: AsyncClient, **fields: Any) -> Json:
    return await _create(client, "/users", user_json(**fields))


async def create_team(client: AsyncClient, **fields: Any) -> Json:
    name = f"Team {next(numbers)}"
    return await _create(client, "/teams", {"name": name, **fields})


async def create_project(client: AsyncClient, **fields: Any) -> Json:
    name = f"Project {next(numbers)}"
    return await _create(client, "/projects", {"name": name, **fields})


async def add_member(client: AsyncClient, project: Json, user: Json) -> None:
    path = f"/projects/{project['id']}/members/{user['id']}"
    response = await client.put(path)
    assert response.status_code == 204, response.text


async def _create(client: AsyncClient, path: str, body: Json) -> Json:
    response = await client.post(path, json=body)
    assert response.status_code == 201, response.text
    created: Json = response.json()
    return created
