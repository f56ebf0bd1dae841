"""A service may have models of all kinds: cycles, other schemas, expressions, enums."""

import shutil
from pathlib import Path

import pytest
from support import gallery
from support.project_commands import assert_all_passed, environment_for
from support.variants import CACHES, OPPOSITES, Project, default_with

NO_EXAMPLE = pytest.param(default_with(example=False), marks=pytest.mark.thorough)


@pytest.mark.check("gallery")
@pytest.mark.parametrize("project", [*OPPOSITES, NO_EXAMPLE], indirect=True)
def test_a_gallery_of_models_is_migrated_and_tested(
    project: Project, tmp_path: Path
) -> None:
    """Generate a revision, run it both ways; then lint and the tests of tables."""
    service = tmp_path / "service"
    environment = environment_for(project.folder)
    shutil.copytree(project.folder, service, ignore=shutil.ignore_patterns(*CACHES))
    gallery.add_gallery(service)

    migrated = gallery.migrate(service, environment)
    assert migrated.code == 0, migrated.output

    lint = gallery.lint(service, environment)
    suite = gallery.test(project, service, environment, tmp_path / "report.xml")

    assert lint.code == 0, lint.output
    assert_all_passed(suite)
