"""Soft delete: deleted rows are hidden from every kind of statement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import (
    aliased,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
)
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, delete, exists, func, select, update

from app.db.columns import related
from app.db.session import AsyncSession
from app.db.soft_delete import HARD_DELETE, INCLUDE_DELETED, HardDeleteError
from app.projects.models import Project, ProjectMember
from app.tables import metadata
from app.teams.models import Team
from app.users.models import User
from tests.support.lazy_load import load_lazily

Loader = Callable[[Any], ORMOption]


@dataclass
class Rows:
    """A team and a project with two users, one of them deleted."""

    team: Team
    project: Project
    live: User
    deleted: User


def new_user(name: str, team: Team) -> User:
    return User(
        username=name, email=f"{name}@example.com", hashed_password="", team=team
    )


@pytest.fixture
async def rows(session: AsyncSession) -> Rows:
    team = Team(name="Team")
    live, deleted = new_user("live", team), new_user("deleted", team)
    project = Project(name="Project", members=[live, deleted])
    session.add_all([team, live, deleted, project])
    await session.flush()
    await session.delete(deleted)
    await session.flush()
    return Rows(team, project, live, deleted)


async def test_a_deleted_row_is_marked_with_the_time(rows: Rows) -> None:
    assert rows.deleted.deleted_at is not None
    assert rows.live.deleted_at is None


async def test_get_hides_a_deleted_row_of_the_identity_map(
    session: AsyncSession, rows: Rows
) -> None:
    key = rows.deleted.id

    assert rows.deleted in session
    assert await session.get(User, key) is None
    assert await session.get(User, key, execution_options=INCLUDE_DELETED) is not None


async def test_get_hides_a_deleted_row_of_the_database(
    session: AsyncSession,
    rows: Rows,
) -> None:
    key = rows.deleted.id
    session.expunge_all()

    assert await session.get(User, key) is None
    assert await session.get(User, key, execution_options=INCLUDE_DELETED) is not None


def test_unique_indexes_cover_only_rows_that_are_not_deleted() -> None:
    unique = [
        index
        for table in metadata.sorted_tables
        for index in table.indexes
        if index.unique
    ]

    conditions = {str(index.dialect_options["postgresql"]["where"]) for index in unique}
    assert len(unique) == 4
    assert conditions == {"deleted_at IS NULL"}


STATEMENTS = {
    "entity": select(User.username).select_from(User),
    "alias": select(aliased(User, name="other").username),
    "join": select(User.username).join(Team, col(User.team_id) == col(Team.id)),
    "subquery": select(select(User.username).subquery().c.username),
    "cte": select(select(User.username).cte().c.username),
    "in": select(User.username).where(col(User.id).in_(select(User.id))),
    "outer join": select(User.username)
    .select_from(Team)
    .outerjoin(User, col(User.team_id) == col(Team.id)),
}


@pytest.mark.parametrize("kind", STATEMENTS)
async def test_a_select_excludes_deleted_rows(
    session: AsyncSession, rows: Rows, kind: str
) -> None:
    statement = STATEMENTS[kind]

    names = await session.exec(statement)
    all_names = await session.exec(statement.execution_options(**INCLUDE_DELETED))

    assert list(names.all()) == ["live"]
    assert sorted(all_names.all()) == ["deleted", "live"]


async def test_a_count_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    counted = await session.exec(select(func.count(col(User.id))))

    assert counted.one() == 1


async def test_a_scalar_subquery_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    count = select(func.count(col(User.id))).scalar_subquery()

    counted = await session.exec(select(Team.name, count))

    assert counted.all() == [("Team", 1)]


async def test_exists_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    result = await session.exec(select(exists().where(col(User.username) == "deleted")))

    assert result.one() is False


LOADERS = [selectinload, joinedload, subqueryload, lazyload]


@pytest.mark.parametrize("load", LOADERS)
async def test_collections_exclude_deleted_rows(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    session.expunge_all()

    team = await session.get_one(
        Team,
        rows.team.id,
        options=[load(related(Team.users))],
    )
    project = await session.get_one(
        Project, rows.project.id, options=[load(related(Project.members))]
    )

    users = await load_lazily(session, team, "users")
    members = await load_lazily(session, project, "members")
    assert [user.username for user in users] == ["live"]
    assert [user.username for user in members] == ["live"]


@pytest.mark.parametrize("load", LOADERS)
async def test_a_reference_to_a_deleted_row_is_none(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    # A bulk UPDATE, since the session does not delete a team that has users.
    await session.exec(update(Team).values(deleted_at=func.now()))
    session.expunge_all()

    user = await session.get_one(
        User,
        rows.live.id,
        options=[load(related(User.team))],
    )

    assert user.team_id == rows.team.id
    assert await load_lazily(session, user, "team") is None


@pytest.mark.parametrize("load", [selectinload, joinedload])
async def test_a_relationship_load_may_include_deleted_rows(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    session.expunge_all()

    team = await session.get_one(
        Team,
        rows.team.id,
        options=[load(related(Team.users))],
        execution_options=INCLUDE_DELETED,
    )

    assert [user.username for user in team.users] == ["live", "deleted"]


async def test_an_option_of_exec_includes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    statement = select(User.username).order_by(User.username)

    names = await session.exec(statement, execution_options=INCLUDE_DELETED)

    assert list(names) == ["deleted", "live"]


async def test_a_refresh_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    await session.refresh(rows.team, ["users"])

    assert [user.username for user in rows.team.users] == ["live"]


async def test_a_row_without_deleted_at_is_removed(
    session: AsyncSession,
    rows: Rows,
) -> None:
    key = {"project_id": rows.project.id, "user_id": rows.live.id}
    member = await session.get(ProjectMember, key)

    await session.delete(member)
    await session.flush()

    assert await session.get(ProjectMember, key) is None


@pytest.mark.parametrize(("options", "count"), [({}, 1), (INCLUDE_DELETED, 2)])
async def test_a_bulk_update_excludes_deleted_rows_by_default(
    session: AsyncSession, rows: Rows, options: dict[str, bool], count: int
) -> None:
    statement = update(User).values(full_name="Changed")

    updated = await session.exec(statement, execution_options=options)

    assert updated.rowcount == count


async def test_a_bulk_delete_needs_the_hard_delete_option(
    session: AsyncSession, rows: Rows
) -> None:
    statement = delete(User).where(col(User.deleted_at).is_not(None))

    with pytest.raises(HardDeleteError, match="users"):
        await session.exec(statement)

    purged = await session.exec(statement, execution_options=HARD_DELETE)
    assert purged.rowcount == 1
