"""The migrations build what the models describe, and can be undone."""

import os
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

from app.config import Settings
from app.session import AsyncSession
from app.tables import metadata
from tests.database import new_database
from tests.revisions import copy_project, new_revision
from tests.server import execute, locked

UPGRADE = [sys.executable, "-m", "alembic", "upgrade", "head"]

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


def upgrade(project: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        UPGRADE,
        cwd=project,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> str:
    """Wait for a process, and return its exit status and what it said."""
    said, _ = process.communicate(timeout=120)
    return f"{process.returncode}: {said}"


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
    config = Config(toml_file=project / "pyproject.toml")

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
    processes = [upgrade(project) for _ in range(4)]

    results = [ended(process) for process in processes]

    assert [said[0] for said in results] == ["0"] * 4, results
    url = sa.make_url(empty_database.database_url)
    assert execute(url, IS_VALID.format("ix_users_full_name")) is True


def test_a_migration_that_waits_for_a_table_gives_up_and_leaves_no_half(
    project: Path, empty_database: Settings
) -> None:
    url = sa.make_url(empty_database.database_url)
    runner = project / "migrations" / "runner.py"
    runner.write_text(
        runner.read_text().replace(
            "TABLE_WAIT_SECONDS = 5.0", "TABLE_WAIT_SECONDS = 0.2"
        )
    )
    assert ended(upgrade(project)).startswith("0")
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

    with locked(url, "users"):
        said = ended(upgrade(project))
    assert not said.startswith("0")
    assert "FAILED: A table that this revision changes is in use" in said
    assert "Traceback" not in said
    assert execute(url, columns) == "done"

    assert ended(upgrade(project)).startswith("0")
    assert execute(url, columns) == "code done half"


def test_a_migration_gives_up_while_another_one_runs(
    config: Config, empty_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrations.runner.LOCK_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("migrations.runner.TRY_LOCK", "SELECT false")

    with pytest.raises(CommandError, match="still migrating"):
        command.upgrade(config, "head")


def test_without_a_database_there_is_a_sentence(
    project: Path, direct_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(direct_settings.database_url).set(database="nowhere")
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))

    said = ended(upgrade(project))

    assert not said.startswith("0")
    assert "FAILED: No connection to the database:" in said
    assert "nowhere" in said
    assert "Traceback" not in said


def test_a_fault_of_a_migration_is_shown_as_it_is(
    project: Path, empty_database: Settings
) -> None:
    new_revision(project, 'op.execute("SELECT no_such_column")')

    said = ended(upgrade(project))

    assert not said.startswith("0")
    assert "Traceback" in said
    assert "no_such_column" in said


def test_the_migrations_can_be_read_as_sql(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    command.upgrade(config, "head", sql=True)

    sql = capsys.readouterr().out
    assert "SET lock_timeout" in sql
    assert "CREATE TABLE users" in sql
