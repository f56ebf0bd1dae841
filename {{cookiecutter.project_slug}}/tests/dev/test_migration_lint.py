"""What new migrations would do to a database in use is found before they do it."""

import subprocess
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from dev.migration_lint import main, sql_of
from tests.support.revisions import copy_project, new_revision

GOOD = 'op.add_column("teams", sa.Column("code", sa.String(10)))'
REQUIRED = 'op.add_column("teams", sa.Column("code", sa.String(10), nullable=False))'
BLOCKING = 'op.create_index("ix_teams_code", "teams", ["description"])'


def git(project: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    subprocess.run(
        ["git", *settings, *arguments],  # noqa: S607
        cwd=project,
        check=True,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project on a branch that left main just now."""
    project = copy_project(tmp_path)
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=All")
    git(project, "switch", "--quiet", "--create=branch")
    return project


def test_a_branch_without_revisions_is_in_order(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([], project) == 0
    assert "No revision is newer than" in capfd.readouterr().out


def test_all_revisions_are_in_order_when_none_was_there(project: Path) -> None:
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

    assert main([empty], project) == 0


def test_a_harmless_revision_is_in_order(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = new_revision(project, GOOD)
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=New")

    assert main([], project) == 0
    assert name in capfd.readouterr().out


def test_nothing_but_new_revisions_is_looked_at(project: Path) -> None:
    name = new_revision(project, GOOD)
    config = Config(toml_file=project / "pyproject.toml")
    scripts = ScriptDirectory.from_config(config)

    sql = sql_of([scripts.get_revision(name)], config)

    assert "ALTER TABLE teams ADD COLUMN code" in sql
    assert "CREATE TABLE" not in sql


@pytest.mark.parametrize(
    ("revision", "rule"),
    [
        (REQUIRED, "adding-required-field"),
        (BLOCKING, "require-concurrent-index-creation"),
    ],
)
def test_a_revision_that_would_harm_is_named(
    project: Path, capfd: pytest.CaptureFixture[str], revision: str, rule: str
) -> None:
    new_revision(project, GOOD)
    new_revision(project, revision)

    assert main(["main"], project) != 0
    assert rule in capfd.readouterr().out


def test_without_git_it_says_what_is_missing(tmp_path: Path) -> None:
    said = main([], copy_project(tmp_path))

    assert str(said).startswith("git cannot tell which revisions are new:")
