"""Deletions that cascade to memberships."""

import pytest
from httpx2 import AsyncClient
from sqlmodel import select

from app.db.session import AsyncSession
from app.projects.models import ProjectMember
from tests.support.factories import add_member, create_project, create_user


@pytest.mark.parametrize("path", ["/users/{user}", "/projects/{project}"])
async def test_memberships_are_deleted_with_the_user_or_the_project(
    client: AsyncClient, session: AsyncSession, path: str
) -> None:
    user = await create_user(client)
    project = await create_project(client)
    other = await create_project(client)
    await add_member(client, project, user)
    await add_member(client, other, await create_user(client))

    await client.delete(path.format(user=user["id"], project=project["id"]))

    memberships = await session.exec(select(ProjectMember.project_id))
    assert memberships.all() == [other["id"]]
