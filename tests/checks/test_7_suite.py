"""The own tests of a baked project, in an environment of just its dependencies."""

from pathlib import Path

import pytest
from suites import assert_all_passed, environment_for, run_suite
from variants import Project


@pytest.mark.check("suite")
def test_its_own_tests_pass_on_postgresql(
    chosen_project: Project, tmp_path: Path
) -> None:
    """In random order, in parallel, warnings being errors, every branch covered."""
    environment = environment_for(chosen_project.folder)

    suite = run_suite(chosen_project.folder, environment, tmp_path / "report.xml")

    assert_all_passed(suite)
    assert "Using --randomly-seed=" in suite.output
    assert suite.coverage == "100%", suite.output
    if chosen_project.variant.answers["pool_profile"] == "pgbouncer":
        # Debian's package pgbouncer has it; .ci/run installs it.
        assert "reached PostgreSQL through PgBouncer." in suite.output
