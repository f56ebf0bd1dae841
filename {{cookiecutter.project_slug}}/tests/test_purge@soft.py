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
from app.purge import main, table_of
from app.tables import metadata
from tests.support.query_log import QueryLog
from tests.support.sample.planets import Moon, Planet, Spacecraft
from tests.support.sample.requests import create_planet

TABLES = ("planets", "moons", "spacecraft", "flybys")


async def age(session: AsyncSession, table: str, days: int) -> None:
    """Set `deleted_at` of all deleted rows of a table to a number of days ago."""
    connection = await session.connection()
    await connection.execute(
        text(
            f"UPDATE sample.{table} SET deleted_at = now() - interval '{days} days' "  # noqa: S608
            "WHERE deleted_at IS NOT NULL"
        )
    )
    await session.commit()


async def counts(session: AsyncSession) -> dict[str, int]:
    connection = await session.connection()
    numbers = {}
    for table in TABLES:
        rows = await connection.execute(text(f"SELECT count(*) FROM sample.{table}"))  # noqa: S608
        numbers[table] = rows.scalar_one()
    return numbers


def removed(summary: str) -> dict[str, int]:
    """Return the number of removed rows of each table."""
    _, numbers = summary.removesuffix(".").split(": ")
    pairs = [each.split(" ", 1) for each in numbers.split(", ")]
    return {table.removeprefix("sample."): int(number) for number, table in pairs}


async def test_only_rows_deleted_long_ago_are_removed(
    session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    planet = Planet(name="Planet")
    kept, recent, old = [Moon(name=name, planet=planet) for name in "abc"]
    spacecraft = Spacecraft(name="Spacecraft", moons=[kept, old])
    session.add_all([planet, recent, spacecraft])
    await session.flush()
    await session.delete(old)
    await session.flush()
    await age(session, "moons", 31)
    await session.delete(recent)
    await session.commit()

    summary = await purge.purge(session_maker, days=30)

    assert "at least 30 days ago: " in summary
    assert removed(summary)["moons"] == 1
    assert removed(summary)["planets"] == 0
    # A reference with ON DELETE CASCADE is removed with the row.
    assert await counts(session) == {
        "planets": 1,
        "moons": 2,
        "spacecraft": 1,
        "flybys": 1,
    }


async def test_a_deleted_row_is_kept_while_a_deleted_row_references_it(
    session: AsyncSession, session_maker: AsyncSessionMaker
) -> None:
    planet = Planet(name="Planet")
    moon = Moon(name="Moon", planet=planet)
    session.add_all([planet, moon])
    await session.flush()
    await session.delete(moon)
    await session.delete(planet)
    await session.flush()
    await age(session, "planets", 40)

    await purge.purge(session_maker, days=30)
    kept = await counts(session)
    await age(session, "moons", 40)
    await purge.purge(session_maker, days=30)

    assert (kept["planets"], kept["moons"]) == (1, 1)
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
        planet = await create_planet(client)
        await client.delete(f"/planets/{planet['id']}")

    with query_log.recording() as queries:
        summary = await purge.purge(session_maker, days=0)

    assert removed(summary)["planets"] == 5
    # Batches of 2, 2, 1 and 0 rows.
    deletions = [query for query in queries if "DELETE FROM sample.planets" in query]
    assert len(deletions) == 4
    left = await counts(session)
    assert left["planets"] == 0


def test_the_command_prints_the_number_of_removed_rows(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["7"]) is None
    counts = ", ".join(
        f"0 {table_of(model).fullname}" for model in reversed(record_types())
    )
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
    own = [model for model in record_types() if model.metadata is metadata]
    counts = [f"0 {table_of(model).fullname}" for model in reversed(own)]
    assert f"90 days ago: {', '.join(counts) or 'none'}." in done.stdout


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
