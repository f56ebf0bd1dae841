"""The recipe for a partitioned table, in a service whose table has rows already."""

import shutil
from pathlib import Path

import pytest
from post_gen_project import make_sync
from support.project_commands import assert_all_passed, environment_for, run_pytest
from support.recipes import REVISION, Service, steps_of
from support.variants import OPPOSITES, Project

TESTS = Path(__file__).parents[1] / "data" / "partitioning_test.py"


@pytest.mark.check("partitioning")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_a_table_with_rows_becomes_partitioned(
    project: Project, tmp_path: Path
) -> None:
    """Unlike the other recipes, give the hand-written steps a revision of their own."""
    environment = environment_for(project.folder)
    service = Service.copy_of(project.folder, environment, tmp_path / "service")
    steps = list(steps_of(service.folder / "docs" / "partitioning.md"))
    copy = Path(shutil.copy(TESTS, service.folder / "tests" / "test_partitioning.py"))
    if project.variant.answers["driver"] == "psycopg":
        make_sync(copy)

    service.take([step for step in steps if step.path != REVISION])
    service.generate_revision([])
    service.generate_revision([step for step in steps if step.path == REVISION])
    tests = run_pytest(
        service.folder,
        environment,
        tmp_path / "report.xml",
        "tests/test_partitioning.py",
    )

    assert_all_passed(tests)
