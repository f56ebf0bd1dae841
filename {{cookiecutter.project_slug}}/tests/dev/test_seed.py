"""The rows that `python -m dev.seed` adds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.config import Config
from httpx2 import AsyncClient
from sqlmodel import select

from app import passwords
from app.config import Settings
from app.scripts import run_script
from app.session import AsyncSession
from app.teams.models import Team
from app.transactions import run_in_transaction
from app.users.models import User
from app.work import Work
from dev import postgres
from dev.seed import PASSWORD, TEAMS, make_up, seed
from tests.api import Json, create_team
from tests.database import new_database

ResultT = TypeVar("ResultT")


@pytest.fixture
def empty_database() -> Iterator[Settings]:
    """The settings of a database without rows, which may be filled for good."""
    with new_database("seed") as settings:
        command.upgrade(Config(toml_file="pyproject.toml"), "head")
        yield settings


def in_transaction(work: Work[ResultT]) -> ResultT:
    return run_script(partial(run_in_transaction, work=work))


def run_seed(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dev.seed"],
        capture_output=True,
        cwd=postgres.PROJECT,
        env=os.environ | environment,
        text=True,
    )


async def total(client: AsyncClient, path: str, **query: Any) -> int:
    response = await client.get(path, params={"total": True, **query})
    count: int = response.json()["total"]
    return count


async def team_names(session: AsyncSession) -> list[str]:
    names = await session.exec(select(Team.name).order_by(Team.name))
    return list(names)


def test_the_command_fills_an_empty_database_once(empty_database: Settings) -> None:
    first, second = run_seed(), run_seed()

    assert first.stdout == (
        "Added 12 teams, 200 users and 40 projects; "
        f'the password of every user is "{PASSWORD}".\n'
    )
    assert second.stdout == "The table teams is not empty: nothing was added.\n"
    assert first.stderr + second.stderr == ""
    assert in_transaction(team_names) == list(TEAMS)


def test_production_gets_no_rows() -> None:
    done = run_seed(ENVIRONMENT="production", DATABASE_URL="postgresql:///nowhere")

    assert done.returncode == 1
    assert "production gets none" in done.stderr
    assert "\n" not in done.stderr.strip()


def test_half_of_the_rows_is_none(empty_database: Settings) -> None:
    async def fail(session: AsyncSession) -> None:
        await seed(session)
        await session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        in_transaction(fail)

    assert in_transaction(team_names) == []


async def test_rows_that_are_there_stay_alone(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await create_team(client)

    said = await seed(session)

    assert "nothing was added" in said
    assert await total(client, "/users") == 0


async def test_the_rows_are_of_all_kinds(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await seed(session)
    await session.commit()

    assert await total(client, "/users") == 200
    assert 0 < await total(client, "/users", without_team=True) < 50
    assert 0 < await total(client, "/users", is_active=False) < 50
    assert await total(client, "/teams/stats", min_members=1) == 12
    page = await client.get("/projects", params={"limit": 100})
    projects: list[Json] = page.json()["items"]
    assert len(projects) == 40
    for project in projects:
        detail = await client.get(f"/projects/{project['id']}")
        assert 2 <= len(detail.json()["members"]) <= 8


async def test_the_password_is_the_one_that_is_told(session: AsyncSession) -> None:
    await seed(session)
    await session.flush()

    hashes = await session.exec(select(User.hashed_password).distinct())

    assert passwords.hasher.verify(PASSWORD, hashes.one())


def test_the_rows_are_always_the_same() -> None:
    first, second = (make_up("")[1] for _ in range(2))

    assert [user.username for user in first] == [user.username for user in second]
    assert len({user.username for user in first}) == len(first)
