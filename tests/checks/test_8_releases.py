"""Releases of a running service: a migration under load, and an interrupted one."""

import shutil
from pathlib import Path

import pytest
from support.project_commands import (
    REPOSITORY,
    assert_all_passed,
    environment_for,
    run_pytest,
)
from support.variants import Project, default_with

TESTS = REPOSITORY / "tests" / "data" / "releases" / "test_releases.py"
DRIVERS = [default_with(), default_with(driver="psycopg")]


@pytest.mark.check("releases")
@pytest.mark.parametrize("project", DRIVERS, indirect=True)
def test_a_release_fails_no_request(project: Project, tmp_path: Path) -> None:
    """Run the tests in a copy of the project, once for each driver."""
    service = tmp_path / "service"
    shutil.copytree(project.folder, service)
    shutil.copy(TESTS, service / "tests")

    done = run_pytest(
        service,
        environment_for(service),
        tmp_path / "report.xml",
        "tests/test_releases.py",
    )

    assert_all_passed(done)
