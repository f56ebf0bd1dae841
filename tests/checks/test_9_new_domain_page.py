"""Whoever follows the page `docs/add-a-domain.md` gets a complete domain."""

from pathlib import Path

import pytest
from support.own_domain import PAGE, add_own_domain, run_domain_tests
from support.pages import commands, run_lines
from support.project_commands import (
    Outcome,
    assert_all_passed,
    environment_for,
    run_suite,
)
from support.shared_tests import COMMANDS, SERVERS
from support.variants import OPPOSITES, Project, default_with

LONGEST = 80
OTHERS = [
    default_with(driver="psycopg", soft_delete=False, repository_layer=False),
    default_with(example=False),
]


@pytest.mark.check("domain page")
@pytest.mark.parametrize("project", [OPPOSITES[0], *OTHERS], indirect=True)
def test_a_domain_is_added_by_the_page_alone(project: Project, tmp_path: Path) -> None:
    """Take each step, run each command, then the suite with full coverage.

    One variant runs its whole suite, the others the tests that the domain concerns.
    """
    service = tmp_path / "service"
    service.mkdir()
    for name, content in project.files.items():
        (service / name).parent.mkdir(parents=True, exist_ok=True)
        (service / name).write_bytes(content)
    _, revision, check = commands(project.texts[PAGE])

    add_own_domain(service, refers_to_teams=True)
    run_lines(service, [revision, check.replace(" test", "")])
    run = run_whole_suite if is_default(project) else run_domain_tests
    suite = run(service, tmp_path / "report.xml")

    assert check == "make lint test"
    assert_all_passed(suite)
    assert suite.coverage == "100%", suite.output


def is_default(project: Project) -> bool:
    return str(project.variant) == OPPOSITES[0]


def run_whole_suite(service: Path, report: Path) -> Outcome:
    """Run `make test`, but without the tests of servers and of commands."""
    environment = environment_for(service)
    left_out = [*SERVERS.tests, *COMMANDS.tests]
    return run_suite(service, environment, report, left_out=left_out)


@pytest.mark.check("domain page")
def test_the_page_is_short(project: Project) -> None:
    assert len(project.texts[PAGE].splitlines()) <= LONGEST
