"""The lower bounds that a generated project declares are versions it works with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from suites import environment_for, run_suite
from variants import DEFAULT, Project


@pytest.mark.parametrize("name", DEFAULT[:2])
def test_its_own_tests_pass_with_the_oldest_versions_it_allows(
    name: str, project_named: Callable[[str], Project], tmp_path: Path
) -> None:
    project = project_named(name).folder
    environment = environment_for(project, "--resolution=lowest-direct")

    suite = run_suite(project, environment, tmp_path / "report.xml")

    assert suite.code == 0, suite.output
    assert suite.tests > 0, suite.output
    assert suite.not_passed == 0, suite.output
