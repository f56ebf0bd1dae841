"""Operations on projects. They flush; the session of the request commits."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, delete

from app.db.lookup import get_or_404, lock_or_404
from app.db.pagination import Page, paginate
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.projects.models import Project, ProjectMember
from app.projects.queries import ProjectQuery, project_detail, with_member_count
from app.projects.schemas import ProjectCreate, ProjectPublic, ProjectUpdate
from app.users.models import User


async def list_projects(
    session: ReadSession,
    query: ProjectQuery,
) -> Page[ProjectPublic]:
    return await paginate(session, query)


async def get_project(session: ReadSession, project_id: int) -> Project:
    """Return a project with its members. Raises NotFoundError."""
    return await get_or_404(session, Project, project_id, project_detail)


async def lock_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project, locked for a change. Raises NotFoundError."""
    return await lock_or_404(
        session,
        Project,
        project_id,
        options=[with_member_count()],
    )


async def create_project(session: AsyncSession, data: ProjectCreate) -> Project:
    """Insert a project."""
    project = Project(**data.model_dump())
    session.add(project)
    await session.flush()
    set_committed_value(project, "member_count", 0)
    return project


async def update_project(
    session: AsyncSession,
    project: Project,
    data: ProjectUpdate,
) -> Project:
    """Change a locked project."""
    project.sqlmodel_update(data.model_dump(exclude_unset=True))
    await session.flush()
    return project


# {% if cookiecutter.soft_delete %}
async def restore_project(session: AsyncSession, project_id: int) -> Project:
    """Undo the deletion of a project. Raises NotFoundError."""
    project = await lock_or_404(
        session,
        Project,
        project_id,
        options=[with_member_count()],
        execution_options={"include_deleted": True},
    )
    project.deleted_at = None
    await session.flush()
    return project


# {% endif %}
async def delete_project(session: AsyncSession, project: Project) -> None:
    """Delete a locked project."""
    await session.delete(project)
    await session.flush()


async def add_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Add a user to a project, unless they are a member already.

    Raises NotFoundError if the project or the user does not exist.
    """
    await get_or_404(session, Project, project_id)
    await get_or_404(session, User, user_id)
    # ON CONFLICT, since a SELECT before the INSERT would be a race.
    values = {"project_id": project_id, "user_id": user_id}
    statement = insert(ProjectMember).values(values).on_conflict_do_nothing()
    await session.exec(statement)


async def remove_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Remove a user from a project, if they are a member.

    Raises NotFoundError if the project does not exist.
    """
    await get_or_404(session, Project, project_id)
    statement = delete(ProjectMember).where(
        col(ProjectMember.project_id) == project_id,
        col(ProjectMember.user_id) == user_id,
    )
    await session.exec(statement)
