"""The routes of a new domain."""

import sqlalchemy as sa
from httpx2 import AsyncClient
from sqlalchemy.schema import CreateTable

from app.aaa.models import Aaa
from app.db.session import AsyncSession


async def test_the_routes_answer(client: AsyncClient, session: AsyncSession) -> None:
    connection = await session.connection()
    await connection.execute(CreateTable(sa.inspect(Aaa).local_table))
    await session.commit()
    team = await client.post("/teams", json={"name": "Research"})

    body = {"name": "first", "team_id": team.json()["id"]}
    created = await client.post("/aaa", json=body)
    listed = await client.get("/aaa")
    detail = await client.get(f"/aaa/{created.json()['id']}")

    assert listed.json()["items"] == [created.json()]
    assert detail.json()["team"]["name"] == "Research"
