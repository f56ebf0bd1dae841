"""Options of this repository's tests, and the bakes and the server they share."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cookiecutter.main import cookiecutter
from pytest_cookies.plugin import Cookies
from support import servers
from support.bake_errors import short_bake_errors
from support.variants import (
    OPPOSITES,
    VARIANTS,
    Bake,
    Project,
    contents,
    copy_template,
    pairwise,
    selected,
    shard,
    shard_group,
)
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = [
    "support.speed",
    "support.report_plugin",
    "support.preview_repository",
    "support.template_lines",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--variants",
        default="pairwise",
        metavar="pairwise|all|NAME,...",
        help="variants whose own commands are run; the cheap checks are run for all",
    )
    parser.addoption(
        "--only-these-variants",
        action="store_true",
        help="do not run the cheap checks for other variants",
    )
    parser.addoption(
        "--thorough",
        action="store_true",
        help="also run the tests marked thorough, and some suites in two processes",
    )
    parser.addoption("--write-manifests", action="store_true")
    parser.addoption("--shard", metavar="I/N", help="run the I-th of N parts")


def pytest_configure(config: pytest.Config) -> None:
    """Check the options, and start the server that all suites share."""
    try:
        selected(config.getoption("--variants"))
        shard([], config.getoption("--shard") or "1/1")
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    is_worker = hasattr(config, "workerinput")
    if is_worker or config.option.collectonly or "TEST_DATABASE_URL" in os.environ:
        return
    server = ExitStack()
    config.add_cleanup(server.close)
    os.environ["TEST_DATABASE_URL"] = server.enter_context(servers.from_the_wheel())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of `project` for all variants, of `chosen_project` for some."""
    chosen = selected(metafunc.config.getoption("--variants"))
    only = metafunc.config.getoption("--only-these-variants")
    names = {"project": chosen if only else list(VARIANTS), "chosen_project": chosen}
    parametrized_by_the_test = {
        mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")
    }
    for fixture in (names.keys() & {*metafunc.fixturenames}) - parametrized_by_the_test:
        metafunc.parametrize(fixture, names[fixture], indirect=True)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out the tests that the options exclude, and sort the others."""
    chosen = {item.nodeid for item in items}
    if not config.getoption("--thorough"):
        chosen -= {item.nodeid for item in items if item.get_closest_marker("thorough")}
    if config.getoption("--only-these-variants"):
        others = VARIANTS.keys() - {*selected(config.getoption("--variants"))}
        chosen -= {
            item.nodeid
            for item in items
            if "project" in getattr(item, "fixturenames", ())
            and shard_group(item.nodeid) in others
        }
    if wanted := config.getoption("--shard"):
        chosen &= shard([item.nodeid for item in items], wanted)
    left_out = [item for item in items if item.nodeid not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item.nodeid in chosen]
    if hasattr(config, "workerinput"):
        items.sort(key=place_in_the_run)


def place_in_the_run(item: pytest.Item) -> int:
    """Return a number to sort by: the long tests first, so that none ends alone."""
    group = shard_group(item.nodeid)
    if item.get_closest_marker("thorough") or group in OPPOSITES:
        return 0
    return 1 if group in pairwise() else 2


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are processors: a suite waits a fifth of its time."""
    return (os.cpu_count() or 1) + 1


class ByVariant(LoadScopeScheduling):  # type: ignore[misc]
    """Gives all tests of a variant to one worker, which bakes it once.

    The mark xdist_group of pytest-xdist 3.8 would do, but is ignored on pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shard_group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByVariant(config, log)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the template, and hide the user's settings of cookiecutter."""
    folder = tmp_path_factory.mktemp("cookiecutter")
    config = folder / "config.json"
    places = {key: str(folder / key) for key in ("cookiecutters_dir", "replay_dir")}
    config.write_text(json.dumps(places))
    os.environ["COOKIECUTTER_CONFIG"] = str(config)
    # Cookiecutter does not delete the hooks that it renders into temporary files.
    tempfile.tempdir = str(folder)
    return copy_template(folder / "template")


@pytest.fixture(scope="session")
def bake(template: Path) -> Bake:
    def bake(
        folder: Path, answers: Mapping[str, Any] | None = None, **options: Any
    ) -> Path:
        if "replay" not in options:
            options |= {"no_input": True, "extra_context": dict(answers or {})}
        with short_bake_errors():
            return Path(cookiecutter(str(template), output_dir=str(folder), **options))

    return bake


@pytest.fixture(scope="session")
def project_named(template: Path, cookies_session: Cookies) -> Callable[[str], Project]:
    """Return a function that bakes a variant, once for all tests of a worker."""

    @cache
    def bake_once(name: str) -> Project | str:
        variant = VARIANTS[name]
        try:
            with short_bake_errors(name):
                baked = cookies_session.bake(dict(variant.answers), str(template))
                if baked.exception:
                    raise baked.exception
        except pytest.fail.Exception as failure:
            return str(failure)
        return Project(variant, baked.project_path, contents(baked.project_path))

    def project_named(name: str) -> Project:
        project = bake_once(name)
        if isinstance(project, str):
            pytest.fail(project, pytrace=False)
        return project

    return project_named


@pytest.fixture
def project(
    request: pytest.FixtureRequest, project_named: Callable[[str], Project]
) -> Project:
    project = project_named(request.param)
    request.node.user_properties.append(("tree", project.tree))
    return project


chosen_project = project
