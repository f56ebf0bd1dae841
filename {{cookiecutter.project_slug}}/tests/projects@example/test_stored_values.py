"""Projects that are stored with values that a request could not have stored."""

import pytest
from httpx2 import AsyncClient

from app.db.session import AsyncSession
from app.projects.models import Project
from app.projects.schemas import ProjectPublic
from tests.support.factories import Json, add_member, create_project, create_user
from tests.support.stored_values import (
    STORED_TIMES,
    StoredValue,
    all_pages,
    parametrize,
    store,
    stored_text,
)

PROJECTS = [
    *stored_text("name", "", "  ", " Engine"),
    *stored_text("description", "", "  "),
    *STORED_TIMES,
]


@pytest.fixture
async def project(client: AsyncClient) -> Json:
    """A project between two other projects."""
    await create_project(client)
    project = await create_project(client, description="An engine")
    await create_project(client)
    return project


@parametrize(*PROJECTS)
async def test_lists_show_them(
    session: AsyncSession, client: AsyncClient, project: Json, value: StoredValue
) -> None:
    await store(session, Project, project["id"], value)

    for sort in ("created_at", "-created_at", "name", "-name"):
        items = await all_pages(client, "/projects", sort=sort)

        shown = {item["id"]: item for item in items}
        assert len(items) == len(shown) == 3
        assert shown[project["id"]] == project | {value.column: value.shown}


@parametrize(*PROJECTS)
async def test_they_are_shown_alone_and_with_a_member(
    session: AsyncSession, client: AsyncClient, project: Json, value: StoredValue
) -> None:
    user = await create_user(client)
    await store(session, Project, project["id"], value)
    await add_member(client, project, user)

    detail = await client.get(f"/projects/{project['id']}")
    user_detail = await client.get(f"/users/{user['id']}")

    expected = project | {value.column: value.shown, "member_count": 1}
    assert detail.json().items() >= expected.items()
    summary = {"id": project["id"], "name": expected["name"]}
    assert user_detail.json()["projects"] == [summary]


@parametrize(*PROJECTS)
async def test_another_field_of_them_can_be_changed(
    session: AsyncSession, client: AsyncClient, project: Json, value: StoredValue
) -> None:
    await store(session, Project, project["id"], value)

    response = await client.patch(f"/projects/{project['id']}", json={"status": "done"})

    expected = project | {value.column: value.shown, "status": "done"}
    changed = response.json()
    assert changed | {"updated_at": expected["updated_at"]} == expected


@parametrize(*PROJECTS)
async def test_they_can_be_deleted(
    session: AsyncSession, client: AsyncClient, project: Json, value: StoredValue
) -> None:
    await store(session, Project, project["id"], value)

    response = await client.delete(f"/projects/{project['id']}")

    assert response.status_code == 204


# {% if cookiecutter.soft_delete %}
@parametrize(*PROJECTS)
async def test_they_can_be_restored(
    session: AsyncSession, client: AsyncClient, project: Json, value: StoredValue
) -> None:
    await store(session, Project, project["id"], value)
    await client.delete(f"/projects/{project['id']}")

    response = await client.post(f"/projects/{project['id']}/restore")

    expected = project | {value.column: value.shown}
    restored = response.json()
    assert restored | {"updated_at": expected["updated_at"]} == expected


# {% endif %}
async def test_a_status_of_a_later_release_is_shown(
    client: AsyncClient,
    project: Json,
) -> None:
    stored = project | {"status": "archived"}

    shown = ProjectPublic.model_validate(stored).model_dump(mode="json")

    assert shown == stored
