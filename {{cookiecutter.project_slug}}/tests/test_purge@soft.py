"""What was deleted long ago is removed for good, and nothing else."""

import os
import subprocess
import sys

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text

from app import purge
from app.config import Settings
from app.errors import UnavailableError
from app.purge import main
from app.session import AsyncSession
from app.work import Sessions
from tests.api import add_member, create_project, create_team, create_user

TABLES = ("teams", "users", "projects", "project_members")


async def age(session: AsyncSession, table: str, days: int) -> None:
    """Have all deleted rows of a table been deleted that many days ago."""
    connection = await session.connection()
    await connection.execute(
        text(
            f"UPDATE {table} SET deleted_at = now() - interval '{days} days' "  # noqa: S608
            "WHERE deleted_at IS NOT NULL"
        )
    )
    await session.commit()


async def counts(session: AsyncSession) -> dict[str, int]:
    connection = await session.connection()
    found = {}
    for table in TABLES:
        rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        found[table] = rows.scalar_one()
    return found


async def test_only_what_was_deleted_long_ago_is_removed(
    client: AsyncClient, session: AsyncSession, sessions: Sessions
) -> None:
    kept, recent, old = [await create_user(client) for _ in range(3)]
    project = await create_project(client)
    for user in (kept, old):
        await add_member(client, project, user)
    await client.delete(f"/users/{old['id']}")
    await age(session, "users", 31)
    await client.delete(f"/users/{recent['id']}")

    said = await purge.purge(sessions, days=30)

    assert said.endswith("30 days ago or earlier: 1 users, 0 teams, 0 projects.")
    assert await counts(session) == {
        "teams": 0,
        "users": 2,
        "projects": 1,
        "project_members": 1,
    }


async def test_a_team_stays_as_long_as_a_deleted_user_belongs_to_it(
    client: AsyncClient, session: AsyncSession, sessions: Sessions
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    await client.delete(f"/users/{user['id']}")
    await client.delete(f"/teams/{team['id']}")
    await age(session, "teams", 40)

    await purge.purge(sessions, days=30)
    kept = await counts(session)
    await age(session, "users", 40)
    await purge.purge(sessions, days=30)

    assert (kept["teams"], kept["users"]) == (1, 1)
    assert await counts(session) == dict.fromkeys(TABLES, 0)


async def test_large_tables_are_purged_in_batches(
    client: AsyncClient,
    session: AsyncSession,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purge, "BATCH", 2)
    for _ in range(5):
        team = await create_team(client)
        await client.delete(f"/teams/{team['id']}")

    said = await purge.purge(sessions, days=0)

    assert said.endswith(" 0 users, 5 teams, 0 projects.")
    left = await counts(session)
    assert left["teams"] == 0


def test_the_command_says_what_it_removed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["7"]) is None
    assert capsys.readouterr().out == (
        "Removed what was deleted 7 days ago or earlier: "
        "0 users, 0 teams, 0 projects.\n"
    )


def test_the_time_to_keep_rows_is_a_setting(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.purge"],
        capture_output=True,
        env=os.environ | {"RETENTION_DAYS": "90"},
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "90 days ago" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["-1"], ["soon"], ["1", "2"], ["1.5"], ["36501"], ["9" * 20]]
)
def test_other_arguments_are_refused(arguments: list[str]) -> None:
    assert "Name a number of days" in str(main(arguments))


def test_without_a_database_there_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_script: object) -> str:
        raise UnavailableError("The database is not available.")

    monkeypatch.setattr(purge, "run_script", fail)

    assert main(["7"]) == "The database is not available."
