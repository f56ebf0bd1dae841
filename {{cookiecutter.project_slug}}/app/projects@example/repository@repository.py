"""The queries of projects and their members."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete

from app.db.repository import ReadRepository, Repository
from app.projects.models import Project, ProjectMember
from app.projects.queries import project_detail, with_member_count


class ProjectReadRepository(ReadRepository[Project]):
    model = Project
    detail = staticmethod(project_detail)


class ProjectRepository(ProjectReadRepository, Repository[Project]):
    async def lock(self, row_id: int, **options: Any) -> Project:
        """Return a project with its member count, locked. Raises NotFoundError."""
        return await super().lock(row_id, options=[with_member_count()], **options)

    async def add_member(self, project_id: int, user_id: int) -> None:
        """Add a user to a project, unless they are a member already."""
        # ON CONFLICT, since a SELECT before the INSERT would be a race.
        values = {"project_id": project_id, "user_id": user_id}
        statement = insert(ProjectMember).values(values).on_conflict_do_nothing()
        await self.session.exec(statement)

    async def remove_member(self, project_id: int, user_id: int) -> None:
        """Remove a user from a project, if they are a member."""
        statement = delete(ProjectMember).where(
            col(ProjectMember.project_id) == project_id,
            col(ProjectMember.user_id) == user_id,
        )
        await self.session.exec(statement)
