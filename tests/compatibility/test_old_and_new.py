"""Two variants that differ in every option, with old and new versions of dependencies.

`make test-oldest`, `test-newest`, `test-pythons` and `test-postgresql` run these, and
measure no coverage: `make test` does.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import interpreters, servers
from support.project_commands import (
    Outcome,
    assert_all_passed,
    environment_for,
    install,
    run,
    run_suite,
)
from support.variants import OPPOSITES, Project

PYTHONS = interpreters.installed()
POSTGRESQLS = {folder.parent.name: folder for folder in servers.installed_binaries()}


@pytest.fixture(params=OPPOSITES)
def folder(
    request: pytest.FixtureRequest, project_named: Callable[[str], Project]
) -> Path:
    return project_named(request.param).folder


def suite(
    folder: Path, environment: Path, tmp_path: Path, server: str | None = None
) -> Outcome:
    report = tmp_path / "report.xml"
    return run_suite(folder, environment, report, server=server, coverage=False)


@pytest.mark.oldest
@pytest.mark.check("oldest dependencies")
def test_it_works_with_the_oldest_supported_versions(
    folder: Path, tmp_path: Path
) -> None:
    environment = environment_for(folder, "--resolution=lowest-direct")

    assert_all_passed(suite(folder, environment, tmp_path))
    imports = run(["uv", "run", "lint-imports", "--no-logo"], folder, environment)
    assert imports.code == 0, imports.output


@pytest.mark.newest
@pytest.mark.check("newest dependencies")
def test_it_works_with_the_newest_versions(folder: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    install(folder / "pyproject.toml", environment, "--upgrade", "--refresh")

    assert_all_passed(suite(folder, environment, tmp_path))


@pytest.mark.pythons
@pytest.mark.check("Pythons")
@pytest.mark.parametrize("python", PYTHONS)
def test_it_works_on_every_installed_python(
    folder: Path, tmp_path: Path, python: str
) -> None:
    environment = environment_for(folder, python=PYTHONS[python])

    assert_all_passed(suite(folder, environment, tmp_path))


@pytest.mark.postgresql
@pytest.mark.check("PostgreSQLs")
@pytest.mark.parametrize("version", POSTGRESQLS)
def test_it_works_on_every_installed_postgresql(
    folder: Path, tmp_path: Path, version: str
) -> None:
    environment = environment_for(folder)

    with servers.from_binaries(POSTGRESQLS[version]) as url:
        assert_all_passed(suite(folder, environment, tmp_path, server=url))
