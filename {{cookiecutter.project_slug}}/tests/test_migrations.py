"""The migrations build what the models describe, and can be undone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.config import Settings
from tests.database import new_database

UPGRADE = [sys.executable, "-m", "alembic", "upgrade", "head"]


@pytest.fixture
def config() -> Config:
    return Config(toml_file="pyproject.toml")


@pytest.fixture
def empty_database() -> Iterator[Settings]:
    with new_database("migrations") as settings:
        yield settings


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


def test_a_generated_migration_builds_the_models(
    config: Config, empty_database: Settings, tmp_path: Path
) -> None:
    scripts = tmp_path / "migrations"
    shutil.copytree("migrations", scripts, ignore=shutil.ignore_patterns("versions"))
    config.set_main_option("script_location", str(scripts))
    (scripts / "versions").mkdir()

    command.revision(config, message="Create all", autogenerate=True)

    (migration,) = (scripts / "versions").glob("*.py")
    assert migration.name.endswith("_create_all.py")
    assert "sqlmodel" not in migration.read_text()
    command.upgrade(config, "head")
    command.check(config)


def test_two_processes_can_migrate_at_once(empty_database: Settings) -> None:
    processes = [
        subprocess.Popen(UPGRADE, env=os.environ, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    results = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0, 0], results


def test_a_migration_gives_up_while_another_one_runs(
    config: Config, empty_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrations.runner.LOCK_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("migrations.runner.TRY_LOCK", "SELECT false")

    with pytest.raises(TimeoutError, match="still migrating"):
        command.upgrade(config, "head")


def test_the_migrations_can_be_read_as_sql(
    config: Config, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    command.upgrade(config, "head", sql=True)

    sql = capsys.readouterr().out
    assert "SET lock_timeout" in sql
    assert "CREATE TABLE users" in sql
