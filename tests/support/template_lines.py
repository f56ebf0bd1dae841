"""Adds to a failed check where the lines that it names stand in the template."""

import re
from collections.abc import Generator, Iterator

import pytest
from support.variants import ROOT, Project, template_files

from preview.sources import source_line, sources

PLACE = re.compile(r"(?<![\w/@.-])(?:\./)?([\w./-]*\w):(\d+)\b")
MOST = 20
"""Lines that are shown of one failure."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and (project := _project(item)):
        shown = report.longreprtext + report.capstdout + report.capstderr
        lines = [*template_lines(shown, project)][:MOST]
        if lines:
            report.sections.append(("Lines of the template", "\n".join(lines)))
    return report


def template_lines(message: str, project: Project) -> Iterator[str]:
    """Yield each place of the project that a message names, and its source."""
    names = [path.relative_to(ROOT).as_posix() for path in template_files()]
    known = sources(names, project.variant.tags)
    for name, number in dict.fromkeys(PLACE.findall(message)):
        path = name.removeprefix(f"{project.folder.as_posix()}/")
        if path in known:
            yield _place(project, path, known[path], int(number))


def _place(project: Project, path: str, source: str, number: int) -> str:
    text = (ROOT / source).read_text("utf-8")
    line = source_line(project.texts[path], text, number)
    if line is None:
        return f"{path}:{number} comes from {source}"
    return f"{path}:{number} is {source}:{line}: {text.splitlines()[line - 1].strip()}"


def _project(item: pytest.Item) -> Project | None:
    arguments = getattr(item, "funcargs", {})
    return arguments.get("project") or arguments.get("chosen_project")
