"""Projects that began with the example remove it, and keep a domain of their own."""

import re
from pathlib import Path

import pytest
from support.own_domain import add_own_domain, run_domain_tests
from support.pages import commands, run_lines
from support.project_commands import assert_all_passed
from support.updates import commit, conflicts, create, publish
from support.variants import VARIANTS, Bake, contents, default_with

PAGE = "docs/remove-the-example.md"
HEADING = "**Remove the example**"
EMPTY = {"example": False}
BY_HAND = (
    "AGENTS.md",
    "README.md",
    "docs/",
    "migrations/versions/",
    ".git/",
    ".cruft.json",
    ".postgres/",
)
"""Files that differ from those of a new project without the example."""

SYNC = default_with(driver="psycopg", soft_delete=False, repository_layer=False)


def alike(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: files[name] for name in files if not name.startswith(BY_HAND)}


def revision(project: Path, message: str) -> None:
    run_lines(project, [f'make revision m="{message}"'])


def migrations(project: Path) -> list[str]:
    return sorted(
        re.sub(r"^\d+_\d+_(?:[0-9a-f]{12}_)?", "", path.name)
        for path in project.glob("migrations/versions/*.py")
    )


@pytest.mark.parametrize("name", [default_with(), SYNC])
def test_an_update_removes_the_example_and_keeps_the_teams_domain(
    name: str, template: Path, bake: Bake, tmp_path: Path
) -> None:
    answers = VARIANTS[name].answers
    repository = publish(template, tmp_path / "repository")
    project = create(repository, tmp_path / "project", answers)
    commit(project)
    add_own_domain(project, refers_to_teams=False)
    revision(project, "create invoices")
    commit(project)
    section = (project / "README.md").read_text("utf-8").partition(HEADING)[2]
    update, *rest = commands(section)[:3]
    update = update.removeprefix("uvx ")

    run_lines(project, [update])
    assert conflicts(project) == ""
    run_lines(project, rest)

    fresh = bake(tmp_path / "fresh", {**answers, **EMPTY})
    add_own_domain(fresh, refers_to_teams=False)
    assert alike(contents(project)) == alike(contents(fresh))
    assert migrations(project) == [
        "create_invoices.py",
        "create_users_teams_and_projects.py",
        "index_users_for_search.py",
        "remove_the_example.py",
    ]
    suite = run_domain_tests(project, tmp_path / "report.xml")
    assert_all_passed(suite)
    assert suite.coverage == "100%", suite.output


@pytest.mark.parametrize("name", [default_with(), SYNC])
def test_the_page_removes_the_example_without_cruft(
    name: str, bake: Bake, tmp_path: Path
) -> None:
    answers = VARIANTS[name].answers
    project = bake(tmp_path / "project", answers)
    add_own_domain(project, refers_to_teams=False)
    *steps, last = commands((project / PAGE).read_text("utf-8"))

    run_lines(project, steps)

    assert last == "make lint test"
    fresh = bake(tmp_path / "fresh", {**answers, **EMPTY})
    add_own_domain(fresh, refers_to_teams=False)
    assert alike(contents(project)) == alike(contents(fresh))
    assert migrations(project) == [
        "create_users_teams_and_projects.py",
        "index_users_for_search.py",
        "remove_the_example.py",
    ]
