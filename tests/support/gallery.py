"""A gallery of unusual but valid models, added to a copy of a baked project."""

import os
from pathlib import Path

from post_gen_project import make_sync
from support.project_commands import Outcome, make, mypy_cache, run, run_pytest
from support.recipes import INDEX, registration, steps_of, take, write_newer
from support.variants import Project

GALLERY = Path(__file__).parents[1] / "data" / "gallery"
MODELS = GALLERY / "models.py"
TESTS = GALLERY / "test_gallery.py"

MIGRATE = """
import subprocess
import sys

from alembic import command
from alembic.config import Config
from tests.support.databases import new_database

config = Config(toml_file="pyproject.toml")
with new_database("gallery"):
    command.upgrade(config, "head")
    command.revision(config, "Add the gallery", autogenerate=True)
    for _ in range(2):
        command.upgrade(config, "head")
        command.check(config)
        command.downgrade(config, "-1")
    command.upgrade(config, "head")
"""
NATIVE_ENUMS = "tests/db/test_enums.py::test_each_enum_is_stored_as_text"
"""The test that forbids PostgreSQL's enum types. Who removes it may use them."""


def add_gallery(project: Path) -> None:
    folder = project / "app" / "gallery"
    folder.mkdir()
    (folder / "__init__.py").touch()
    write_newer(folder / "models.py", MODELS.read_text("utf-8"))
    for step in registration(folder.name, steps_of(project / "docs" / INDEX), project):
        take(step, project)


def migrate(project: Path, environment: Path) -> Outcome:
    """Generate the revision; upgrade, compare and downgrade twice, then upgrade."""
    return run(
        [str(environment / "bin" / "python"), "-W", "error", "-c", MIGRATE],
        project,
        environment,
        TEST_DATABASE_URL=os.environ["TEST_DATABASE_URL"],
    )


def lint(project: Path, environment: Path) -> Outcome:
    with mypy_cache(environment) as cache:
        return make("lint", project, environment, MYPY_CACHE_DIR=cache)


def test(project: Project, service: Path, environment: Path, report: Path) -> Outcome:
    """Run the tests of the gallery, and those of the project that tables concern."""
    is_sync = project.variant.answers["driver"] == "psycopg"
    target = service / "tests" / "gallery" / TESTS.name
    target.parent.mkdir()
    target.write_text(TESTS.read_text("utf-8"), encoding="utf-8")
    if is_sync:
        make_sync(target)
    paths = [
        "tests/gallery",
        "tests/db",
        *(str(path.relative_to(service)) for path in service.glob("tests/test_*.py")),
    ]
    return run_pytest(
        service, environment, report, *paths, f"--deselect={NATIVE_ENUMS}"
    )
