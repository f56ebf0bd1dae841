"""The test suite of a baked project passes with only its dependencies installed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.project_commands import assert_all_passed, environment_for, run_suite
from support.shared_tests import ALL_SHARED, NOT_OF_THE_SERVICE
from support.variants import OPPOSITES, Project, selected


@pytest.fixture
def processes(request: pytest.FixtureRequest, chosen_project: Project) -> int:
    """In a thorough run, two variants run their suites in two processes.

    Two processes take a fifth more CPU time than one.
    """
    thorough = request.config.getoption("--thorough")
    return 2 if thorough and str(chosen_project.variant) in OPPOSITES else 0


@pytest.fixture
def left_out(
    request: pytest.FixtureRequest,
    chosen_project: Project,
    project_named: Callable[[str], Project],
) -> list[str]:
    """Tests of the same files run in one of the chosen variants.

    Those that cover the service are left out only in a thorough run.
    """
    thorough = request.config.getoption("--thorough")
    chosen = selected(request.config.getoption("--variants"))
    return [
        file
        for shared in ALL_SHARED
        if thorough or not shared.covers
        for file in shared.left_out(chosen_project.variant, chosen, project_named)
    ]


@pytest.mark.check("suite")
def test_its_own_tests_pass_on_postgresql(
    chosen_project: Project, tmp_path: Path, processes: int, left_out: list[str]
) -> None:
    """Run it in random order, with warnings as errors and full branch coverage."""
    project, report = chosen_project.folder, tmp_path / "report.xml"
    environment = environment_for(project)

    covered = all(file.startswith(NOT_OF_THE_SERVICE) for file in left_out)

    suite = run_suite(
        project,
        environment,
        report,
        processes=processes,
        left_out=left_out,
        coverage=covered,
    )

    assert_all_passed(suite)
    assert "Using --randomly-seed=" in suite.output
    assert suite.coverage == ("100%" if covered else "none"), suite.output
    if chosen_project.variant.answers["pool_profile"] == "pgbouncer":
        # Needs Debian's package pgbouncer, which .ci/run installs.
        assert "reached PostgreSQL through PgBouncer." in suite.output
