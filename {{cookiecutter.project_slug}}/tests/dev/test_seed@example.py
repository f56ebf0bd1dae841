"""The sample rows that `python -m dev.seed` adds."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic import command
from httpx2 import AsyncClient
from sqlmodel import select

from app.config.settings import Settings
from app.db.scripts import run_in_script
from app.db.session import AsyncSession
from app.teams.models import Team
from app.users import passwords
from app.users.models import User
from dev import postgres
from dev.seed import PASSWORD, TEAMS, main, make_up, seed
from tests.support.databases import new_database
from tests.support.factories import Json, create_team
from tests.support.responses import count_items
from tests.support.revisions import alembic_config


@pytest.fixture
def empty_database() -> Iterator[Settings]:
    """Settings of a migrated database without rows, which the test may commit to."""
    with new_database("seed") as settings:
        command.upgrade(alembic_config(), "head")
        yield settings


async def team_names(session: AsyncSession) -> list[str]:
    names = await session.exec(select(Team.name).order_by(Team.name))
    return list(names)


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add fewer rows, for tests that do not depend on their number."""
    monkeypatch.setattr("dev.seed.USERS", 20)
    monkeypatch.setattr("dev.seed.PROJECTS", 2)


def test_command_fills_an_empty_database_once(
    empty_database: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    first = subprocess.run(
        [sys.executable, "-m", "dev.seed"],
        capture_output=True,
        check=True,
        cwd=postgres.PROJECT,
        text=True,
    )
    second = main()

    assert first.stdout == (
        "Added 12 teams, 200 users and 40 projects; "
        f'the password of every user is "{PASSWORD}".\n'
    )
    assert first.stderr == ""
    assert second is None
    assert capsys.readouterr().out == (
        "The table teams is not empty: nothing was added.\n"
    )
    assert run_in_script(team_names) == list(TEAMS)


def test_production_gets_no_rows(
    empty_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    production = empty_database.model_copy(update={"environment": "production"})
    monkeypatch.setattr("dev.seed.get_settings", lambda: production)

    assert "ENVIRONMENT is production" in str(main())
    assert run_in_script(team_names) == []


def test_seed_is_all_or_nothing(empty_database: Settings, few_rows: None) -> None:
    async def fail(session: AsyncSession) -> None:
        await seed(session)
        await session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_in_script(fail)

    assert run_in_script(team_names) == []


async def test_database_with_rows_is_not_changed(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await create_team(client)

    report = await seed(session)

    assert "nothing was added" in report
    assert await count_items(client, "/users") == 0


async def test_sample_has_rows_of_all_kinds(
    client: AsyncClient,
    session: AsyncSession,
) -> None:
    await seed(session)
    await session.commit()

    assert await count_items(client, "/users") == 200
    assert 0 < await count_items(client, "/users", without_team=True) < 50
    assert 0 < await count_items(client, "/users", is_active=False) < 50
    assert await count_items(client, "/teams/stats", min_members=1) == 12
    page = await client.get("/projects", params={"limit": 100})
    projects: list[Json] = page.json()["items"]
    assert len(projects) == 40
    for project in projects:
        detail = await client.get(f"/projects/{project['id']}")
        assert 2 <= len(detail.json()["members"]) <= 8


async def test_printed_password_is_that_of_every_user(
    session: AsyncSession,
    few_rows: None,
) -> None:
    await seed(session)
    await session.flush()

    hashes = await session.exec(select(User.hashed_password).distinct())

    assert passwords.hasher.verify(PASSWORD, hashes.one())


def test_sample_is_always_the_same() -> None:
    first, second = (make_up("")[1] for _ in range(2))

    assert [user.username for user in first] == [user.username for user in second]
    assert len({user.username for user in first}) == len(first)
