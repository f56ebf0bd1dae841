"""What can be done with projects. The request commits; nothing here does."""

from app.pagination import Page
from app.projects.filters import ProjectQuery
from app.projects.models import Project
from app.projects.repository import ProjectRepository
from app.projects.schemas import ProjectCreate, ProjectUpdate
from app.session import AsyncSession
from app.users.repository import UserRepository


async def list_projects(session: AsyncSession, query: ProjectQuery) -> Page[Project]:
    return await ProjectRepository(session).list_filtered(query)


async def get_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project with its members."""
    return await ProjectRepository(session).get(project_id)


async def lock_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project that no other request can change until this one ends."""
    return await ProjectRepository(session).lock(project_id)


async def create_project(session: AsyncSession, data: ProjectCreate) -> Project:
    return await ProjectRepository(session).add(Project.model_validate(data))


async def update_project(
    session: AsyncSession,
    project: Project,
    data: ProjectUpdate,
) -> Project:
    return await ProjectRepository(session).update(project, data.sent())


# {% if cookiecutter.soft_delete %}
async def restore_project(session: AsyncSession, project_id: int) -> Project:
    """Undo a deletion."""
    projects = ProjectRepository(session)
    return await projects.restore(await projects.lock_deleted(project_id))


# {% endif %}
async def delete_project(session: AsyncSession, project: Project) -> None:
    await ProjectRepository(session).delete(project)


async def add_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Make a user a member of a project, who may be one already."""
    projects = ProjectRepository(session)
    await projects.require(project_id)
    await UserRepository(session).require(user_id)
    await projects.add_member(project_id, user_id)


async def remove_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Make sure that a user is no member of a project."""
    projects = ProjectRepository(session)
    await projects.require(project_id)
    await projects.remove_member(project_id, user_id)
