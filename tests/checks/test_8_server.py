"""The service of each driver, as the image runs it, ends and refuses huge bodies."""

import shutil
from pathlib import Path

import pytest
from support.project_commands import assert_all_passed, environment_for, run_pytest
from support.variants import OPPOSITES, Project

TESTS = Path(__file__).parents[1] / "data" / "server_test.py"


@pytest.mark.check("server")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_it_ends_when_it_is_told_to(project: Project, tmp_path: Path) -> None:
    copy, environment = tmp_path / "project", environment_for(project.folder)
    shutil.copytree(
        project.folder, copy, ignore=shutil.ignore_patterns(".*_cache", ".venv")
    )
    shutil.copy(TESTS, copy / "tests" / "test_server.py")

    tests = run_pytest(
        copy, environment, tmp_path / "report.xml", "tests/test_server.py"
    )

    assert_all_passed(tests)
