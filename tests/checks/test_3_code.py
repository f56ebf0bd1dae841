"""The code imports only declared dependencies, and its types are correct."""

import pytest
from support import tools
from support.project_commands import environment_for, make, mypy_cache
from support.variants import Project


@pytest.mark.check("deptry")
def test_its_imports_are_its_dependencies(chosen_project: Project) -> None:
    environment = environment_for(chosen_project.folder)

    assert tools.deptry(chosen_project.folder, environment) == []


@pytest.mark.check("types")
def test_its_own_lint_passes(chosen_project: Project) -> None:
    """Run ruff, and mypy with strict = true."""
    environment = environment_for(chosen_project.folder)

    with mypy_cache(environment) as cache:
        lint = make("lint", chosen_project.folder, environment, MYPY_CACHE_DIR=cache)

    assert lint.code == 0, lint.output
    assert "Success: no issues found" in lint.output
