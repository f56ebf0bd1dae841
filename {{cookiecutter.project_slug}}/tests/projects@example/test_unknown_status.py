"""Projects with a status that a later release has stored."""

from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.session import AsyncSession
from tests.support.factories import Json, create_project, create_user


async def store_status(session: AsyncSession, project: Json, status: str) -> None:
    connection = await session.connection()
    drop = text("ALTER TABLE projects DROP CONSTRAINT ck_projects_status")
    await connection.execute(drop)
    update = text("UPDATE projects SET status = :status WHERE id = :id")
    await connection.execute(update, {"status": status, "id": project["id"]})
    await session.commit()


async def test_unknown_status_is_answered_as_it_is_stored(
    client: AsyncClient, session: AsyncSession
) -> None:
    user = await create_user(client)
    project = await create_project(client)
    path = f"/projects/{project['id']}"
    await client.put(f"{path}/members/{user['id']}")
    await store_status(session, project, "paused")

    detail = await client.get(path)
    page = await client.get("/projects")
    changed = await client.patch(path, json={"name": "B"})
    member = await client.get(f"/users/{user['id']}")
    resumed = await client.patch(path, json={"status": "active"})

    assert detail.json()["status"] == "paused"
    assert [item["status"] for item in page.json()["items"]] == ["paused"]
    assert (changed.json()["name"], changed.json()["status"]) == ("B", "paused")
    assert member.status_code == 200
    assert resumed.json()["status"] == "active"


async def test_unknown_status_of_a_request_is_rejected(
    client: AsyncClient, session: AsyncSession
) -> None:
    project = await create_project(client)
    await store_status(session, project, "paused")

    path = f"/projects/{project['id']}"
    response = await client.patch(path, json={"status": "paused"})

    assert response.status_code == 422
