"""Options of this repository's tests, baked variants, the table of their suites."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cookiecutter.main import cookiecutter
from variants import CHOSEN, ROOT, VARIANTS, Bake, Project, contents, copy_template
from xdist.scheduler import LoadScopeScheduling

TABLE = ROOT / "build" / "variants.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--variants",
        choices=list(CHOSEN),
        default="default",
        help="variants whose own suites are run; each is baked and checked anyway",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of `project` for all variants, of `suite_project` for those chosen."""
    names = {
        "project": list(VARIANTS),
        "suite_project": CHOSEN[metafunc.config.getoption("--variants")],
    }
    for fixture in names.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(fixture, names[fixture], indirect=True)


class ByVariant(LoadScopeScheduling):  # type: ignore[misc]
    """Give all tests of a variant to one worker, which bakes it once.

    What pytest-xdist 3.8 has for this, xdist_group, does nothing on pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((name for name in VARIANTS if name in nodeid), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByVariant(config, log)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where to bake from, with no defaults of the user's and no replay file at home."""
    folder = tmp_path_factory.mktemp("cookiecutter")
    config = folder / "config.json"
    places = {key: str(folder / key) for key in ("cookiecutters_dir", "replay_dir")}
    config.write_text(json.dumps(places))
    os.environ["COOKIECUTTER_CONFIG"] = str(config)
    return copy_template(folder / "template")


@pytest.fixture(scope="session")
def bake(template: Path) -> Bake:
    def bake_into(
        folder: Path, answers: Mapping[str, Any] | None = None, **options: Any
    ) -> Path:
        if "replay" not in options:
            options |= {"no_input": True, "extra_context": dict(answers or {})}
        with pytest.MonkeyPatch.context() as patch:
            # cookiecutter leaves the hooks it has rendered among the temporary files
            patch.setattr(tempfile, "tempdir", str(template.parent))
            return Path(cookiecutter(str(template), output_dir=str(folder), **options))

    return bake_into


@pytest.fixture(scope="session")
def project_named(
    bake: Bake, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Project]:
    @cache
    def project_named(name: str) -> Project:
        folder = bake(tmp_path_factory.mktemp("bake"), VARIANTS[name].answers)
        return Project(VARIANTS[name], folder, contents(folder))

    return project_named


@pytest.fixture
def project(
    request: pytest.FixtureRequest, project_named: Callable[[str], Project]
) -> Project:
    return project_named(request.param)


suite_project = project


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print and keep a table of the suites that were run, in the variants' order."""
    reports = [
        *terminalreporter.getreports("passed"),
        *terminalreporter.getreports("failed"),
    ]
    rows = {
        name: row
        for report in reports
        for name, row in report.user_properties
        if name in VARIANTS
    }
    if rows:
        head = ["| variant | tests | coverage | seconds |", "| --- | --- | --- | --- |"]
        table = "\n".join(head + [rows[name] for name in VARIANTS if name in rows])
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(f"{table}\n", encoding="utf-8")
        terminalreporter.write_line(f"\n{table}\n")
