"""Starlette, asyncpg and orjson: about the least that answers these requests."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

USER = """
SELECT u.username, u.email, u.full_name, u.is_active, u.team_id, u.id, u.created_at,
    u.updated_at, t.name AS team
FROM users u LEFT JOIN teams t ON t.id = u.team_id
WHERE u.id = $1
"""
PROJECTS = """
SELECT p.id, p.name FROM projects p JOIN project_members m ON m.project_id = p.id
WHERE m.user_id = $1 ORDER BY p.id
"""
USERS = """
SELECT username, email, full_name, is_active, team_id, id, created_at, updated_at
FROM users ORDER BY created_at, id LIMIT $1 OFFSET $2
"""
CREATE = """
INSERT INTO projects (name, description, status) VALUES ($1, $2, $3)
RETURNING name, description, status, id, created_at, updated_at, 0 AS member_count
"""


async def no_reset(_connection: object) -> None:
    """Keep the pool from sending a statement whenever a connection is released."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["DATABASE_URL"]
    async with asyncpg.create_pool(
        url, min_size=10, max_size=10, reset=no_reset
    ) as pool:
        app.state.pool = pool
        yield


def json(content: Any, status: int = 200) -> Response:
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, status, media_type="application/json")


async def get_user(request: Request) -> Response:
    user_id = int(request.path_params["user_id"])
    async with request.app.state.pool.acquire() as connection:
        row = await connection.fetchrow(USER, user_id)
        if row is None:
            return json({"detail": "Not Found"}, 404)
        projects = await connection.fetch(PROJECTS, user_id)
    user = dict(row)
    name = user.pop("team")
    user["team"] = {"id": user["team_id"], "name": name} if name else None
    user["projects"] = [dict(project) for project in projects]
    return json(user)


async def list_users(request: Request) -> Response:
    limit = int(request.query_params.get("limit", 20))
    offset = int(request.query_params.get("offset", 0))
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(USERS, limit, offset)
    return json({"items": [dict(row) for row in rows]})


async def create_project(request: Request) -> Response:
    data = orjson.loads(await request.body())
    values = data["name"], data.get("description"), data.get("status", "planned")
    async with request.app.state.pool.acquire() as connection:
        row = await connection.fetchrow(CREATE, *values)
    return json(dict(row), 201)


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/users/{user_id}", get_user),
        Route("/users", list_users),
        Route("/projects", create_project, methods=["POST"]),
    ],
)
