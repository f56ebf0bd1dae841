"""The queries on projects and their members."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import selectinload
from sqlmodel import col, delete, select

from app.models import related
from app.pagination import Page, paginate
from app.projects.filters import ProjectQuery
from app.projects.models import Project, ProjectMember
from app.repository import Repository
from app.users.models import User


class ProjectRepository(Repository[Project]):
    model = Project
    detail = (selectinload(related(Project.members)),)

    async def list_filtered(self, query: ProjectQuery) -> Page[Project]:
        statement = select(Project).where(*query.conditions())
        if query.team_id is not None:
            # Distinct, since each member of the team gives the project once more.
            statement = (
                statement.join(related(Project.members))
                .where(col(User.team_id) == query.team_id)
                .distinct()
            )
        return await paginate(self.session, statement, query)

    async def add_member(self, project_id: int, user_id: int) -> None:
        """Make a user a member of a project, who may be one already."""
        # The database decides whether the row is new: a look before would be a race.
        values = {"project_id": project_id, "user_id": user_id}
        statement = insert(ProjectMember).values(values).on_conflict_do_nothing()
        await self.session.exec(statement)

    async def remove_member(self, project_id: int, user_id: int) -> None:
        """Make sure that a user is no member of a project."""
        statement = delete(ProjectMember).where(
            col(ProjectMember.project_id) == project_id,
            col(ProjectMember.user_id) == user_id,
        )
        await self.session.exec(statement)
