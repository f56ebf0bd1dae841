"""The default's tests of HTTP routes pass on all variants with the same deletion."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.project_commands import assert_all_passed, environment_for
from support.route_tests import route_tests, run_route_tests
from support.variants import VARIANTS, Project, default_with

DEFAULT = VARIANTS[default_with()].answers
ALIKE = [
    name
    for name, variant in VARIANTS.items()
    if all(variant.answers[key] == DEFAULT[key] for key in ("soft_delete", "example"))
]
MOST = 100
"""More than this number of the about 250 tests use nothing but a client."""


@pytest.mark.check("behaviour")
@pytest.mark.parametrize("project", ALIKE, indirect=True)
def test_it_behaves_as_the_default(
    project: Project, project_named: Callable[[str], Project], tmp_path: Path
) -> None:
    default = project_named(default_with())
    if project.variant.answers["driver"] == DEFAULT["driver"]:
        # Its own suite has the same tests, and test_7_suite.py checks that they pass.
        assert route_tests(project) == route_tests(default)
        return

    environment = environment_for(project.folder)
    tests = run_route_tests(default, project, environment, tmp_path)

    assert_all_passed(tests)
    assert tests.tests > MOST
