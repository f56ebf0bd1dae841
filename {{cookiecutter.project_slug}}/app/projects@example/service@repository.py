"""Operations on projects. They flush; the session of the request commits."""

from sqlalchemy.orm.attributes import set_committed_value

from app.db.lookup import get_or_404
from app.db.pagination import Page
from app.db.read_session import ReadSession
from app.db.session import AsyncSession
from app.projects.models import Project
from app.projects.queries import ProjectQuery
from app.projects.repository import ProjectReadRepository, ProjectRepository
from app.projects.schemas import ProjectCreate, ProjectPublic, ProjectUpdate
from app.users.models import User


async def list_projects(
    session: ReadSession,
    query: ProjectQuery,
) -> Page[ProjectPublic]:
    return await ProjectReadRepository(session).list_page(query)


async def get_project(session: ReadSession, project_id: int) -> Project:
    """Return a project with its members. Raises NotFoundError."""
    return await ProjectReadRepository(session).get(project_id)


async def lock_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project, locked for a change. Raises NotFoundError."""
    return await ProjectRepository(session).lock(project_id)


async def create_project(session: AsyncSession, data: ProjectCreate) -> Project:
    """Insert a project."""
    project = await ProjectRepository(session).add(Project(**data.model_dump()))
    set_committed_value(project, "member_count", 0)
    return project


async def update_project(
    session: AsyncSession,
    project: Project,
    data: ProjectUpdate,
) -> Project:
    """Change a locked project."""
    changes = data.model_dump(exclude_unset=True)
    return await ProjectRepository(session).update(project, changes)


# {% if cookiecutter.soft_delete %}
async def restore_project(session: AsyncSession, project_id: int) -> Project:
    """Undo the deletion of a project. Raises NotFoundError."""
    projects = ProjectRepository(session)
    return await projects.restore(await projects.lock_deleted(project_id))


# {% endif %}
async def delete_project(session: AsyncSession, project: Project) -> None:
    """Delete a locked project."""
    await ProjectRepository(session).delete(project)


async def add_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Add a user to a project, unless they are a member already.

    Raises NotFoundError if the project or the user does not exist.
    """
    await get_or_404(session, Project, project_id)
    await get_or_404(session, User, user_id)
    await ProjectRepository(session).add_member(project_id, user_id)


async def remove_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Remove a user from a project, if they are a member.

    Raises NotFoundError if the project does not exist.
    """
    await get_or_404(session, Project, project_id)
    await ProjectRepository(session).remove_member(project_id, user_id)
