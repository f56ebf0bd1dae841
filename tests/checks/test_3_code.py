"""The code imports only declared dependencies, and its types are correct."""

import pytest
from support import tools
from support.project_commands import environment_for, make, mypy_cache
from support.variants import OPPOSITES, Project


@pytest.mark.check("deptry")
def test_its_imports_are_its_dependencies(chosen_project: Project) -> None:
    environment = environment_for(chosen_project.folder)

    assert tools.deptry(chosen_project.folder, environment) == []


@pytest.mark.check("types")
def test_its_own_lint_passes(chosen_project: Project) -> None:
    """Run ruff, mypy with strict = true, and import-linter."""
    environment = environment_for(chosen_project.folder)

    with mypy_cache(environment) as cache:
        lint = make("lint", chosen_project.folder, environment, MYPY_CACHE_DIR=cache)

    assert lint.code == 0, lint.output
    assert "Success: no issues found" in lint.output
    assert "Contracts: 3 kept, 0 broken." in lint.output


@pytest.mark.check("pyright")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_editors_show_no_type_errors(project: Project) -> None:
    environment = environment_for(project.folder)

    assert tools.pyright(project.folder, environment) == []
