"""The purge: it permanently removes rows that were deleted long ago, and no others."""

import os
import subprocess
import sys

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text

from app import purge
from app.config.settings import Settings
from app.db.session import AsyncSession, AsyncSessionMaker
from app.db.soft_delete import record_types
from app.errors import UnavailableError
from app.purge import main
from tests.support.factories import add_member, create_project, create_team, create_user
from tests.support.query_log import QueryLog

TABLES = ("teams", "users", "projects", "project_members")


async def age(session: AsyncSession, table: str, days: int) -> None:
    """Set `deleted_at` of all deleted rows of a table to a number of days ago."""
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
    numbers = {}
    for table in TABLES:
        rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        numbers[table] = rows.scalar_one()
    return numbers


async def test_only_rows_deleted_long_ago_are_removed(
    client: AsyncClient, session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    kept, recent, old = [await create_user(client) for _ in range(3)]
    project = await create_project(client)
    for user in (kept, old):
        await add_member(client, project, user)
    await client.delete(f"/users/{old['id']}")
    await age(session, "users", 31)
    await client.delete(f"/users/{recent['id']}")

    summary = await purge.purge(session_maker, days=30)

    assert "at least 30 days ago: " in summary
    assert " 1 users, " in summary
    assert " 0 teams, " in summary
    assert await counts(session) == {
        "teams": 0,
        "users": 2,
        "projects": 1,
        "project_members": 1,
    }


async def test_a_deleted_team_is_kept_while_a_deleted_user_references_it(
    client: AsyncClient, session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    team = await create_team(client)
    user = await create_user(client, team_id=team["id"])
    await client.delete(f"/users/{user['id']}")
    await client.delete(f"/teams/{team['id']}")
    await age(session, "teams", 40)

    await purge.purge(session_maker, days=30)
    kept = await counts(session)
    await age(session, "users", 40)
    await purge.purge(session_maker, days=30)

    assert (kept["teams"], kept["users"]) == (1, 1)
    assert await counts(session) == dict.fromkeys(TABLES, 0)


async def test_large_tables_are_purged_in_batches(
    client: AsyncClient,
    session: AsyncSession,
    session_maker: AsyncSessionMaker,
    query_log: QueryLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purge, "BATCH", 2)
    for _ in range(5):
        team = await create_team(client)
        await client.delete(f"/teams/{team['id']}")

    with query_log.recording() as queries:
        summary = await purge.purge(session_maker, days=0)

    assert " 5 teams, " in summary
    # Batches of 2, 2, 1 and 0 rows.
    assert len([query for query in queries if "DELETE FROM teams" in query]) == 4
    left = await counts(session)
    assert left["teams"] == 0


def test_the_command_prints_the_number_of_removed_rows(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["7"]) is None
    counts = ", ".join(f"0 {model.__tablename__}" for model in reversed(record_types()))
    assert capsys.readouterr().out == (
        f"Removed rows deleted at least 7 days ago: {counts}.\n"
    )


def test_the_default_age_is_retention_days(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.purge"],
        capture_output=True,
        env=os.environ | {"RETENTION_DAYS": "90"},
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "90 days ago: 0 users, 0 teams, " in done.stdout


@pytest.mark.parametrize(
    "arguments", [["-1"], ["soon"], ["1", "2"], ["1.5"], ["36501"], ["9" * 20]]
)
def test_invalid_arguments_are_rejected(arguments: list[str]) -> None:
    assert "Name a number of days" in str(main(arguments))


def test_an_unreachable_database_exits_with_a_message(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_script: object) -> str:
        raise UnavailableError("The database is not available.")

    monkeypatch.setattr(purge, "run_script", fail)

    assert main(["7"]) == "The database is not available."
