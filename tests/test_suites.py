"""The commands of generated projects: their tests on PostgreSQL, and their lint.

`--variants` chooses which: the default two, a pairwise cover, or all 32.
"""

from collections.abc import Callable
from pathlib import Path

from suites import environment_for, make, run_suite
from variants import Project


def test_its_own_tests_pass_on_postgresql(
    suite_project: Project, tmp_path: Path, record_property: Callable[[str, str], None]
) -> None:
    environment = environment_for(suite_project.folder)

    suite = run_suite(suite_project.folder, environment, tmp_path / "report.xml")

    name = str(suite_project.variant)
    row = f"| {name} | {suite.tests} | {suite.coverage} | {suite.seconds:.0f} |"
    record_property(name, row)
    assert suite.code == 0, suite.output
    assert suite.tests > 0, suite.output
    assert suite.not_passed == 0, suite.output
    assert suite.coverage == "100%", suite.output
    if suite_project.variant.answers["pool_profile"] == "pgbouncer":
        # Debian's package pgbouncer has it; .ci/run installs it.
        assert "reached PostgreSQL through PgBouncer." in suite.output


def test_its_own_lint_passes(suite_project: Project) -> None:
    """Ruff, and mypy with strict = true."""
    lint = make("lint", suite_project.folder, environment_for(suite_project.folder))

    assert lint.code == 0, lint.output
    assert "Success: no issues found" in lint.output
