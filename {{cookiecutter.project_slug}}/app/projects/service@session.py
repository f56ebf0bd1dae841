"""What can be done with projects. The request commits; nothing here does."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import selectinload
from sqlmodel import col, delete, select

from app.errors import found
from app.models import FOR_CHANGE, related
from app.pagination import Page, paginate
from app.projects.filters import ProjectQuery
from app.projects.models import Project, ProjectMember
from app.projects.schemas import ProjectCreate, ProjectUpdate
from app.session import AsyncSession
from app.users.models import User

DETAIL = (selectinload(related(Project.members)),)


async def list_projects(session: AsyncSession, query: ProjectQuery) -> Page[Project]:
    statement = select(Project).where(*query.conditions())
    if query.team_id is not None:
        # Distinct, since each member of the team gives the project once more.
        statement = (
            statement.join(related(Project.members))
            .where(col(User.team_id) == query.team_id)
            .distinct()
        )
    return await paginate(session, statement, query)


async def get_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project with its members."""
    project = await session.get(Project, project_id, options=DETAIL)
    return found(project, f"project {project_id}")


async def lock_project(session: AsyncSession, project_id: int) -> Project:
    """Return a project that no other request can change until this one ends."""
    project = await session.get(Project, project_id, with_for_update=FOR_CHANGE)
    return found(project, f"project {project_id}")


async def create_project(session: AsyncSession, data: ProjectCreate) -> Project:
    project = Project.model_validate(data)
    session.add(project)
    await session.flush()
    return project


async def update_project(
    session: AsyncSession,
    project: Project,
    data: ProjectUpdate,
) -> Project:
    project.sqlmodel_update(data.sent())
    await session.flush()
    return project


# {% if cookiecutter.soft_delete %}
async def restore_project(session: AsyncSession, project_id: int) -> Project:
    """Undo a deletion."""
    deleted = await session.get(
        Project,
        project_id,
        with_for_update=FOR_CHANGE,
        execution_options={"include_deleted": True},
    )
    project = found(deleted, f"project {project_id}")
    project.deleted_at = None
    await session.flush()
    return project


# {% endif %}
async def delete_project(session: AsyncSession, project: Project) -> None:
    await session.delete(project)
    await session.flush()


async def add_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Make a user a member of a project, who may be one already."""
    found(await session.get(Project, project_id), f"project {project_id}")
    found(await session.get(User, user_id), f"user {user_id}")
    # The database decides whether the row is new: a look before would be a race.
    values = {"project_id": project_id, "user_id": user_id}
    await session.exec(insert(ProjectMember).values(values).on_conflict_do_nothing())


async def remove_member(session: AsyncSession, project_id: int, user_id: int) -> None:
    """Make sure that a user is no member of a project."""
    found(await session.get(Project, project_id), f"project {project_id}")
    statement = delete(ProjectMember).where(
        col(ProjectMember.project_id) == project_id,
        col(ProjectMember.user_id) == user_id,
    )
    await session.exec(statement)
