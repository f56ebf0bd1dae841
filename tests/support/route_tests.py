"""Runs the default variant's tests of HTTP routes on another variant."""

import shutil
from pathlib import Path

from support.project_commands import Outcome, run_pytest
from support.speed import PLAIN_ASSERTS
from support.variants import Project

ROUTES = ["api", "db", "users", "teams", "projects"]
HELPERS = ["factories.py", "failures.py", "responses.py", "sample/requests.py"]
"""Modules of `tests/support` that call the client, and so are async."""
CONFTEST = Path(__file__).parents[1] / "data" / "routes_conftest.py"


def route_tests(project: Project) -> dict[str, bytes]:
    folders = tuple(f"tests/{name}/" for name in ROUTES)
    helpers = [f"tests/support/{name}" for name in HELPERS]
    return {
        name: content
        for name, content in project.files.items()
        if name.startswith(folders) or name in helpers
    }


def run_route_tests(
    of: Project, on: Project, environment: Path, folder: Path
) -> Outcome:
    """Run the route tests of project `of` in a copy of project `on`."""
    copy = folder / "project"
    shutil.copytree(on.folder, copy, ignore=shutil.ignore_patterns(".*_cache"))
    tests, routes = copy / "tests", copy / "tests" / "routes"
    for name in ROUTES:
        shutil.rmtree(tests / name)
        shutil.copytree(of.folder / "tests" / name, routes / name)
    for name in HELPERS:
        shutil.copy(of.folder / "tests" / "support" / name, tests / "support" / name)
    shutil.copy(CONFTEST, routes / "conftest.py")
    options = [PLAIN_ASSERTS, "--override-ini=anyio_mode=auto"]
    return run_pytest(
        copy, environment, folder / "report.xml", "tests/routes", *options
    )
