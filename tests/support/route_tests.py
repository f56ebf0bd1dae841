"""Runs the default variant's tests of HTTP routes on another variant."""

import shutil
from pathlib import Path

from support.project_commands import Outcome, run_pytest
from support.speed import PLAIN_ASSERTS
from support.variants import Project

ROUTES = ["users", "teams", "projects"]
HELPERS = "api.py"
CONFTEST = Path(__file__).parents[1] / "data" / "routes_conftest.py"


def route_tests(project: Project) -> dict[str, bytes]:
    folders = tuple(f"tests/{name}/" for name in ROUTES)
    return {
        name: content
        for name, content in project.files.items()
        if name.startswith(folders) or name == f"tests/{HELPERS}"
    }


def run_route_tests(
    of: Project, on: Project, environment: Path, folder: Path
) -> Outcome:
    """Run the tests `of` a project in a copy of another one, in place of its own."""
    copy = folder / "project"
    shutil.copytree(on.folder, copy, ignore=shutil.ignore_patterns(".*_cache"))
    tests, routes = copy / "tests", copy / "tests" / "routes"
    for name in ROUTES:
        shutil.rmtree(tests / name)
        shutil.copytree(of.folder / "tests" / name, routes / name)
    shutil.copy(of.folder / "tests" / HELPERS, tests)
    shutil.copy(CONFTEST, routes / "conftest.py")
    options = [PLAIN_ASSERTS, "--override-ini=anyio_mode=auto"]
    return run_pytest(
        copy, environment, folder / "report.xml", "tests/routes", *options
    )
