"""The check of new migrations for dangers to a database in use."""

import subprocess
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from dev.migration_lint import main, sql_of
from tests.support.revisions import alembic_config, copy_project, new_revision

NO_MAIN = (
    "This branch did not start from main or origin/main, so git cannot tell which "
    "migrations are new. Type the branch or commit to compare with instead of REF: "
    "make migration-lint since=REF"
)
CREATE = 'op.create_table("orders", sa.Column("id", sa.BigInteger(), sa.Identity()))'
GOOD = 'op.add_column("orders", sa.Column("code", sa.String(10)))'
REQUIRED = 'op.add_column("orders", sa.Column("code", sa.String(10), nullable=False))'
BLOCKING = 'op.create_index("ix_orders_code", "orders", ["code"])'
READING = """\
count = op.get_bind().execute(sa.text("SELECT count(*) FROM orders")).scalar_one()
op.execute(f"UPDATE orders SET code = '{count}'")
"""
INSPECTING = "sa.inspect(op.get_bind()).get_table_names()"


def git(project: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    subprocess.run(
        ["git", *settings, *arguments],  # noqa: S607
        cwd=project,
        check=True,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, on a new branch that starts from main.

    It has one harmless migration, whatever the service has.
    """
    project = copy_project(tmp_path)
    for revision in (project / "migrations" / "versions").glob("*.py"):
        revision.unlink()
    new_revision(project, CREATE)
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=All")
    git(project, "switch", "--quiet", "--create=branch")
    return project


def test_branch_without_new_migrations_passes(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([], project) == 0
    assert "No migration is newer than" in capfd.readouterr().out


def test_all_migrations_pass_compared_with_an_empty_tree(project: Path) -> None:
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

    assert main([empty], project) == 0


def test_harmless_migration_passes_and_is_named(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = new_revision(project, GOOD)
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=New")

    assert main([], project) == 0
    assert name in capfd.readouterr().out


def test_only_new_migrations_are_checked(project: Path) -> None:
    name = new_revision(project, GOOD)
    config = alembic_config(project)
    scripts = ScriptDirectory.from_config(config)

    sql = sql_of(scripts.get_revision(name), config)

    assert "ALTER TABLE orders ADD COLUMN code" in sql
    assert "CREATE TABLE" not in sql


@pytest.mark.parametrize(
    ("revision", "rule"),
    [
        (REQUIRED, "adding-required-field"),
        (BLOCKING, "require-concurrent-index-creation"),
    ],
)
def test_harmful_migration_is_reported(
    project: Path, capfd: pytest.CaptureFixture[str], revision: str, rule: str
) -> None:
    new_revision(project, GOOD)
    new_revision(project, revision)

    assert main(["main"], project) != 0
    assert rule in capfd.readouterr().out


def test_merge_revision_and_its_branches_are_checked(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = alembic_config(project)
    start = ScriptDirectory.from_config(config).get_current_head() or ""
    new_revision(project, BLOCKING)
    command.revision(config, rev_id="other", head=start, splice=True)
    command.merge(config, "heads", rev_id="merge")
    new_revision(project, REQUIRED)

    assert main(["main"], project) != 0
    printed = capfd.readouterr().out
    assert "require-concurrent-index-creation" in printed
    assert "adding-required-field" in printed


def test_merge_of_known_branches_passes(project: Path) -> None:
    config = alembic_config(project)
    start = ScriptDirectory.from_config(config).get_current_head() or ""
    for name in ("one", "other"):
        command.revision(config, rev_id=name, head=start, splice=True)
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=Two heads")
    command.merge(config, "heads", rev_id="merge")

    assert main(["HEAD"], project) == 0


@pytest.mark.parametrize("reading", [READING, INSPECTING])
def test_revision_that_reads_is_named_and_does_not_fail(
    project: Path, capfd: pytest.CaptureFixture[str], reading: str
) -> None:
    name = new_revision(project, reading)

    assert main(["main"], project) == 0
    assert f"Revision {name} was checked only up to" in capfd.readouterr().out


def test_all_but_the_statements_after_reading_are_checked(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    new_revision(project, f"{BLOCKING}\n{READING}")
    new_revision(project, REQUIRED)

    assert main(["main"], project) != 0
    printed = capfd.readouterr().out
    assert "require-concurrent-index-creation" in printed
    assert "adding-required-field" in printed


def test_missing_main_is_explained_with_a_command(project: Path) -> None:
    git(project, "branch", "--move", "main", "trunk")

    assert main([], project) == NO_MAIN
    assert main(["trunk"], project) == 0


def test_unrelated_main_is_explained_with_a_command(project: Path) -> None:
    git(project, "switch", "--quiet", "--orphan=unrelated")
    git(project, "commit", "--quiet", "--allow-empty", "--message=Empty")

    assert main([], project) == NO_MAIN


def test_unknown_commit_is_explained(project: Path) -> None:
    assert "Not a valid object name nowhere" in str(main(["nowhere"], project))


def test_folder_without_git_is_explained(tmp_path: Path) -> None:
    message = main([], copy_project(tmp_path))

    assert str(message).startswith("git cannot tell which migrations are new:")
    assert "not a git" in str(message)
