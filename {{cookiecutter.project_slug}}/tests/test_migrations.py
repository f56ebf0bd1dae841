"""The migrations build what the models describe, and can be undone."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.session import AsyncSession
from app.tables import metadata
from dev.postgres import PROJECT
from tests.database import new_database
from tests.revisions import copy_project, new_revision
from tests.server import execute, locked

UPGRADE = [sys.executable, "-m", "alembic", "upgrade", "head"]

# Processes whose imports are made once: four times they would be most of the work.
UPGRADE_AT_ONCE = """
import os
from alembic.config import main
from migrations import runner

for _ in range(4):
    if os.fork() == 0:
        main(["upgrade", "head"])
        os._exit(0)
print([os.wait()[1] for _ in range(4)])
"""

ENUMS = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, sa.Enum)
]

INDEX_CONCURRENTLY = """
with op.get_context().autocommit_block():
    op.create_index(
        "ix_users_full_name", "users", ["full_name"], postgresql_concurrently=True
    )
"""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = '{}'::regclass"


@pytest.fixture
def config() -> Config:
    return Config(toml_file="pyproject.toml")


@pytest.fixture
def empty_database() -> Iterator[Settings]:
    with new_database("migrations") as settings:
        yield settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what Alembic works on, to add revisions to."""
    return copy_project(tmp_path)


def config_of(project: Path) -> Config:
    return Config(toml_file=project / "pyproject.toml")


def run(project: Path, command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, capture_output=True, cwd=project, text=True, timeout=120
    )


def test_there_is_one_head(config: Config) -> None:
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_models_ask_for_no_further_migration(
    config: Config, settings: Settings
) -> None:
    command.check(config)


def test_each_migration_can_be_undone_and_done_again(
    config: Config, empty_database: Settings
) -> None:
    revisions = list(ScriptDirectory.from_config(config).walk_revisions())

    for script in reversed(revisions):
        command.upgrade(config, script.revision)
        command.downgrade(config, "-1")
        command.upgrade(config, script.revision)

    command.check(config)


@pytest.mark.parametrize("column", ENUMS, ids=str)
async def test_a_check_allows_just_the_members_of_its_enum(
    session: AsyncSession, column: "sa.Column[sa.Enum]"
) -> None:
    """Alembic does not see a new member."""
    check = f"ck_{column.table.name}_{column.name}"
    connection = await session.connection()
    definition = await connection.scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname=:n"),
        {"n": check},
    )

    assert isinstance(column.type, sa.Enum)
    assert re.findall(r"'([^']*)'::", definition) == column.type.enums


def test_a_generated_migration_builds_the_models_and_is_tidy(
    project: Path, empty_database: Settings
) -> None:
    for revision in (project / "migrations" / "versions").iterdir():
        revision.unlink()
    config = config_of(project)

    command.revision(config, message="Create all", autogenerate=True)

    (migration,) = (project / "migrations" / "versions").glob("*.py")
    assert re.fullmatch(r"\d{8}_\d{4}_create_all\.py", migration.name)
    assert "sqlmodel" not in migration.read_text()
    for check in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *check, "--no-cache", str(migration)]
        subprocess.run(ruff, cwd=project, check=True)
    command.upgrade(config, "head")
    command.check(config)


def test_processes_that_migrate_at_once_take_turns(
    project: Path, empty_database: Settings
) -> None:
    new_revision(project, INDEX_CONCURRENTLY)

    done = run(project, [sys.executable, "-c", UPGRADE_AT_ONCE])

    assert done.stdout == "[0, 0, 0, 0]\n", done.stderr
    url = sa.make_url(empty_database.database_url)
    assert execute(url, IS_VALID.format("ix_users_full_name")) is True


def test_a_migration_that_waits_for_a_table_gives_up_and_leaves_no_half(
    project: Path, empty_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(empty_database.database_url)
    monkeypatch.setattr("migrations.runner.TABLE_WAIT_SECONDS", 0.2)
    command.upgrade(config_of(project), "head")
    new_revision(project, 'op.add_column("teams", sa.Column("done", sa.Integer()))')
    new_revision(
        project,
        'op.add_column("teams", sa.Column("half", sa.Integer()))\n'
        'op.add_column("users", sa.Column("code", sa.Integer()))',
    )
    columns = (
        "SELECT string_agg(column_name, ' ' ORDER BY column_name) "
        "FROM information_schema.columns "
        "WHERE column_name IN ('done', 'half', 'code')"
    )

    with locked(url, "users"), pytest.raises(CommandError, match="is in use, and its"):
        command.upgrade(config_of(project), "head")
    assert execute(url, columns) == "done"

    command.upgrade(config_of(project), "head")
    assert execute(url, columns) == "code done half"


def test_a_migration_gives_up_while_another_one_runs(
    config: Config, empty_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrations.runner.LOCK_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("migrations.runner.TRY_LOCK", "SELECT false")

    with pytest.raises(CommandError, match="still migrating"):
        command.upgrade(config, "head")


def test_without_a_database_there_is_a_sentence(
    direct_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(direct_settings.database_url).set(database="nowhere")
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))

    done = run(PROJECT, UPGRADE)

    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "FAILED: No connection to the database:" in said
    assert "nowhere" in said
    assert "Traceback" not in said


def test_a_fault_of_a_migration_is_shown_as_it_is(
    project: Path, empty_database: Settings
) -> None:
    new_revision(project, 'op.execute("SELECT no_such_column")')

    with pytest.raises(DBAPIError, match="no_such_column"):
        command.upgrade(config_of(project), "head")


def test_the_migrations_can_be_read_as_sql(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    command.upgrade(config, "head", sql=True)

    sql = capsys.readouterr().out
    assert "SET lock_timeout" in sql
    assert "CREATE TABLE users" in sql
