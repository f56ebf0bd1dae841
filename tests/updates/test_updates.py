"""Projects created by cruft, and their updates to a newer template."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.project_commands import (
    assert_all_passed,
    environment_for,
    run_suite,
)
from support.shared_tests import COMMANDS, SERVERS
from support.update_scenario import (
    ADDED,
    DELETED,
    DROPPED,
    FORMER_NUMBER,
    NUMBER,
    POOL,
    WRITTEN,
    do_the_teams_work,
    make_older,
)
from support.updates import (
    commit,
    conflicts,
    create,
    git,
    own_files,
    publish,
    replace,
    run,
    run_cruft,
    update,
)
from support.variants import TEMPLATE, VARIANTS, Bake, pairwise

HARD = {"driver": "psycopg", "soft_delete": False}
SOFT = {"driver": "psycopg", "soft_delete": True}
MIGRATIONS = "migrations/versions"


@pytest.fixture(scope="module")
def outdated(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of an older template."""
    folder = tmp_path_factory.mktemp("outdated")
    older = shutil.copytree(template, folder / "older")
    make_older(older)
    repository = publish(older, folder / "repository")
    project = create(repository, folder / "project", HARD)
    commit(project)
    publish(template, repository)
    return project


@pytest.fixture(scope="module")
def copied(
    outdated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Return a function that copies the outdated project."""

    def copied() -> Path:
        copy = tmp_path_factory.mktemp("copy") / outdated.name
        return shutil.copytree(outdated, copy)

    return copied


@pytest.fixture(scope="module")
def updated(copied: Callable[[], Path]) -> Path:
    """Return a project with a team's changes, updated to the new template and SOFT."""
    project = copied()
    do_the_teams_work(project)
    commit(project)
    update(project, f"--variables-to-update={json.dumps(SOFT)}")
    return project


@pytest.fixture(scope="module")
def fresh(bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new project with the same changes of the team."""
    project = bake(tmp_path_factory.mktemp("fresh"), SOFT)
    do_the_teams_work(project)
    return project


@pytest.mark.check("cruft")
@pytest.mark.parametrize("name", pairwise()[:4])
def test_cruft_makes_what_cookiecutter_bakes(
    name: str, template: Path, bake: Bake, tmp_path: Path
) -> None:
    repository = publish(template, tmp_path / "repository")
    answers = VARIANTS[name].answers

    made = create(repository, tmp_path / "made", answers)

    assert own_files(made) == own_files(bake(tmp_path / "baked", answers))


# An update without conflicts

update_check = pytest.mark.check("update with cruft")


@update_check
def test_an_update_is_merged_without_conflicts(updated: Path) -> None:
    files = own_files(updated)

    assert conflicts(updated) == ""
    assert [name for name in files if name.endswith((".orig", ".rej"))] == []
    assert [name for name in files if b"\n<<<<<<< " in files[name]] == []
    assert run(updated, "cruft", "check").returncode == 0


@update_check
def test_changes_of_the_template_are_applied(updated: Path) -> None:
    assert NUMBER in (updated / "app/config/pool.py").read_text("utf-8")
    assert (updated / ADDED).exists()
    assert not (updated / DROPPED).exists()


@update_check
def test_changes_of_the_answers_are_applied(updated: Path) -> None:
    assert (updated / "app/db/soft_delete.py").exists()
    assert not (updated / "tests/projects/test_deletion.py").exists()


@update_check
def test_files_written_by_the_team_are_kept(updated: Path) -> None:
    for name, text in WRITTEN.items():
        assert (updated / name).read_text("utf-8") == text
    assert not (updated / DELETED).exists()


@update_check
def test_an_updated_project_equals_a_new_one_with_the_same_work(
    updated: Path, fresh: Path
) -> None:
    assert own_files(updated) == own_files(fresh)


@pytest.mark.thorough
@update_check
def test_the_suite_passes_after_an_update(updated: Path, tmp_path: Path) -> None:
    project = shutil.copytree(updated, tmp_path / updated.name)

    suite = run_suite(
        project,
        environment_for(project),
        tmp_path / "report.xml",
        left_out=[*SERVERS.tests, *COMMANDS.tests],
        coverage=False,
    )

    assert_all_passed(suite)


def test_a_release_can_be_created_and_updated_to(
    template: Path, tmp_path: Path
) -> None:
    older = shutil.copytree(template, tmp_path / "older")
    replace(older / TEMPLATE.name / POOL, NUMBER, FORMER_NUMBER)
    repository = publish(older, tmp_path / "repository")
    git(repository, "tag", "2026.11.0")
    publish(template, repository)
    git(repository, "tag", "2026.12.0")

    folder = tmp_path / "folder"
    folder.mkdir()
    release = "--checkout=2026.11.0"
    run_cruft(folder, "create", "--no-input", release, repository)
    project = folder / "my-service"
    pool = project / "app/config/pool.py"
    before = pool.read_text("utf-8")
    commit(project)
    update(project, "--checkout=2026.12.0")

    assert FORMER_NUMBER in before
    assert NUMBER in pool.read_text("utf-8")


# The next steps that the hook prints


def test_cruft_create_prints_the_next_steps(template: Path, tmp_path: Path) -> None:
    repository = publish(template, tmp_path / "repository")
    (tmp_path / "folder").mkdir()

    output = run_cruft(tmp_path / "folder", "create", "--no-input", repository)

    assert "git init -b main" in output


def test_cruft_update_prints_no_next_steps(copied: Callable[[], Path]) -> None:
    assert "git init" not in update(copied())


@pytest.mark.parametrize("command", ["check", "diff"])
def test_cruft_check_and_diff_print_no_next_steps(
    copied: Callable[[], Path], command: str
) -> None:
    project = copied()
    (project / "LICENSE").write_text("Changed.\n")

    printed = run(project, "cruft", command).stdout

    assert printed != ""
    assert "git init" not in printed


# An update with conflicts


def change_the_same_line(project: Path) -> None:
    replace(project / "app/config/pool.py", FORMER_NUMBER, "\nPOOL_SIZE = 8\n")


def add_the_same_file(project: Path) -> None:
    (project / ADDED).write_text("other\n", encoding="utf-8")


def change_the_same_line_without_history(project: Path) -> None:
    shutil.rmtree(project / ".git")
    change_the_same_line(project)


@pytest.mark.parametrize(
    ("work", "found"),
    [
        (change_the_same_line, "UU app/config/pool.py\n"),
        (add_the_same_file, f"AA {ADDED}\n"),
        (change_the_same_line_without_history, "?? app/config/pool.py.rej\n"),
    ],
)
def test_a_merge_conflict_is_found(
    copied: Callable[[], Path], work: Callable[[Path], None], found: str
) -> None:
    project = copied()
    work(project)
    commit(project)

    output = update(project)

    assert "Good work!" in output
    assert conflicts(project) == found


# Files that an update does not change


def test_cruft_check_fails_for_an_outdated_project(outdated: Path) -> None:
    assert run(outdated, "cruft", "check").returncode == 1


def test_an_update_to_the_same_version_changes_nothing(
    template: Path, tmp_path: Path
) -> None:
    repository = publish(template, tmp_path / "repository")
    project = create(repository, tmp_path / "project", HARD)
    commit(project)

    update(project)
    update(project, f"--variables-to-update={json.dumps(HARD)}")

    assert git(project, "status", "--short") == ""


def test_a_file_changed_by_the_team_and_removed_from_the_template_is_kept(
    copied: Callable[[], Path],
) -> None:
    project = copied()
    (project / DROPPED).write_text("LEGACY = False\n", encoding="utf-8")
    commit(project)

    update(project)

    assert (project / DROPPED).read_text("utf-8") == "LEGACY = False\n"
    assert NUMBER in (project / "app/config/pool.py").read_text("utf-8")


def test_skipped_migrations_are_not_changed(
    copied: Callable[[], Path],
) -> None:
    project = copied()
    replace(project / "pyproject.toml", "\nskip = []\n", f'\nskip = ["{MIGRATIONS}"]\n')
    commit(project)

    update(project, f"--variables-to-update={json.dumps(SOFT)}")

    changed = git(project, "status", "--short")
    assert "app/db/soft_delete.py" in changed
    assert MIGRATIONS not in changed
