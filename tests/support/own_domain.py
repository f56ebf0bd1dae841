"""A domain of a team's own: the invoices that `docs/add-a-domain.md` adds."""

from pathlib import Path

from support.pages import commands, run_lines
from support.project_commands import Outcome, environment_for, run_pytest
from support.recipes import steps_of, take

PAGE = "docs/add-a-domain.md"
REFERENCE = "app/invoices/"
"""The files that the page changes to let invoices refer to teams."""


def add_own_domain(project: Path, *, refers_to_teams: bool) -> None:
    """Follow the page, up to the migration."""
    page = project / PAGE
    copy, *_ = commands(page.read_text("utf-8"))
    run_lines(project, [copy])
    for step in steps_of(page):
        if refers_to_teams or not step.path.startswith(REFERENCE):
            take(step, project)


def run_domain_tests(project: Path, report: Path) -> Outcome:
    """Run the tests that a new domain concerns; they must cover all of its code.

    The tests of the packages below the domains are left out.
    """
    domains = [model.parent.name for model in project.glob("app/*/models.py")]
    files = [str(file) for file in project.glob("tests/test_*.py")]
    return run_pytest(
        project,
        environment_for(project),
        report,
        *(f"tests/{name}" for name in domains),
        *files,
        "--cov=app/invoices",
        "--cov-fail-under=100",
    )
