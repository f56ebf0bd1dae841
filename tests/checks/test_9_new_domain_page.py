"""Whoever follows the page `docs/add-a-domain.md` gets a complete domain."""

from pathlib import Path

import pytest
from support.dev_tests import DEV_TESTS
from support.own_domain import commands
from support.project_commands import (
    Outcome,
    assert_all_passed,
    environment_for,
    mypy_cache,
    run,
    run_suite,
)
from support.recipes import steps_of, take
from support.variants import OPPOSITES, Project, default_with

PAGE = "docs/add-a-domain.md"
LONGEST = 80
OTHERS = [
    default_with(driver="psycopg", soft_delete=False, repository_layer=False),
    default_with(example=False),
]


def run_lines(project: Path, environment: Path, lines: list[str]) -> Outcome:
    with mypy_cache(environment) as cache:
        shell = ["sh", "-ec", "\n".join(lines)]
        done = run(shell, project, environment, MYPY_CACHE_DIR=cache)
    assert done.code == 0, done.output
    return done


@pytest.mark.check("domain page")
@pytest.mark.parametrize("project", [OPPOSITES[0], *OTHERS], indirect=True)
def test_a_domain_is_added_by_the_page_alone(project: Project, tmp_path: Path) -> None:
    """Take each step, run each command, then the suite with full coverage."""
    service = tmp_path / "service"
    service.mkdir()
    for name, content in project.files.items():
        (service / name).parent.mkdir(parents=True, exist_ok=True)
        (service / name).write_bytes(content)
    page = service / PAGE
    copy, revision, check = commands(page.read_text("utf-8"))
    environment = environment_for(service)

    run_lines(service, environment, [copy])
    for step in steps_of(page):
        take(step, service)
    run_lines(service, environment, [revision, check.replace(" test", "")])
    suite = run_suite(
        service, environment, tmp_path / "report.xml", left_out=[DEV_TESTS]
    )

    assert check == "make lint test"
    assert_all_passed(suite)
    assert suite.coverage == "100%", suite.output


@pytest.mark.check("domain page")
def test_the_page_is_short(project: Project) -> None:
    assert len(project.texts[PAGE].splitlines()) <= LONGEST
