"""Every page in `docs/` of a baked project works: its code, migration and test."""

from pathlib import Path

import pytest
from support.project_commands import assert_all_passed, environment_for
from support.recipes import Service, pages_of
from support.variants import OPPOSITES, Project, pairwise

MORE = [
    pytest.param(name, marks=pytest.mark.thorough)
    for name in pairwise()
    if name not in OPPOSITES
]


@pytest.mark.check("recipes")
@pytest.mark.parametrize("project", [*OPPOSITES, *MORE], indirect=True)
def test_its_recipes_work_together(project: Project, tmp_path: Path) -> None:
    """Follow all pages in one copy, which costs one run of mypy and one of pytest."""
    environment = environment_for(project.folder)
    service = Service.copy_of(project.folder, environment, tmp_path / "service")

    tests = service.follow(pages_of(project.folder))
    lint = service.lint()
    done = service.test(tests, tmp_path / "report.xml")

    assert lint.code == 0, lint.output
    assert_all_passed(done)
