"""A domain of a team's own: the invoices that `docs/add-a-domain.md` adds."""

from pathlib import Path

from support.pages import commands, run_lines
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
