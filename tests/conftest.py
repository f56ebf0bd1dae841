"""Options of this repository's tests, and the bakes and the server they share."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cookiecutter import generate
from cookiecutter.main import cookiecutter
from jinja2 import Environment, FileSystemBytecodeCache
from pytest_cookies.plugin import Cookies
from support import servers
from support.variants import (
    VARIANTS,
    Bake,
    Project,
    contents,
    copy_template,
    selected,
    shard,
    shard_group,
)
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["support.report_plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--variants",
        type=selected,
        default="pairwise",
        metavar="pairwise|all|NAME,...",
        help="variants whose own commands are run; the cheap checks are made of all",
    )
    parser.addoption(
        "--thorough",
        action="store_true",
        help="also what is left to test-all, and some suites in two processes each",
    )
    parser.addoption("--write-manifests", action="store_true")
    parser.addoption("--shard", metavar="I/N", help="run the I-th of N parts")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server that all suites share, unless one is given."""
    is_worker = hasattr(config, "workerinput")
    if is_worker or config.option.collectonly or "TEST_DATABASE_URL" in os.environ:
        return
    server = ExitStack()
    config.add_cleanup(server.close)
    os.environ["TEST_DATABASE_URL"] = server.enter_context(servers.from_the_wheel())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of `project` for all variants, of `chosen_project` for some."""
    names = {
        "project": list(VARIANTS),
        "chosen_project": metafunc.config.getoption("--variants"),
    }
    chosen_by_the_test = {
        mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")
    }
    for fixture in (names.keys() & set(metafunc.fixturenames)) - chosen_by_the_test:
        metafunc.parametrize(fixture, names[fixture], indirect=True)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    chosen = {item.nodeid for item in items}
    if not config.getoption("--thorough"):
        chosen -= {item.nodeid for item in items if item.get_closest_marker("thorough")}
    if wanted := config.getoption("--shard"):
        chosen &= shard([item.nodeid for item in items], wanted)
    left_out = [item for item in items if item.nodeid not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item.nodeid in chosen]
    if hasattr(config, "workerinput"):
        # The long ones first, so that at the end no processor waits for one of them.
        items.sort(key=lambda item: not item.get_closest_marker("thorough"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a fifth of a suite's time is waiting."""
    return (os.cpu_count() or 1) + 1


class ByVariant(LoadScopeScheduling):  # type: ignore[misc]
    """Give all tests of a variant to one worker, which bakes it once.

    What pytest-xdist 3.8 has for this, xdist_group, does nothing on pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shard_group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByVariant(config, log)


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have Jinja compile each file of the template once: that is most of a bake."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))
    create = generate.create_env_with_context

    def create_with_cache(context: dict[str, Any]) -> Environment:
        environment: Environment = create(context)
        environment.bytecode_cache = cache
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "create_env_with_context", create_with_cache)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where to bake from, with no defaults of the user's and no replay file at home."""
    folder = tmp_path_factory.mktemp("cookiecutter")
    config = folder / "config.json"
    places = {key: str(folder / key) for key in ("cookiecutters_dir", "replay_dir")}
    config.write_text(json.dumps(places))
    os.environ["COOKIECUTTER_CONFIG"] = str(config)
    # Cookiecutter leaves the hooks that it has rendered among the temporary files.
    tempfile.tempdir = str(folder)
    return copy_template(folder / "template")


@pytest.fixture(scope="session")
def bake(template: Path) -> Bake:
    def bake_into(
        folder: Path, answers: Mapping[str, Any] | None = None, **options: Any
    ) -> Path:
        if "replay" not in options:
            options |= {"no_input": True, "extra_context": dict(answers or {})}
        return Path(cookiecutter(str(template), output_dir=str(folder), **options))

    return bake_into


@pytest.fixture(scope="session")
def project_named(template: Path, cookies_session: Cookies) -> Callable[[str], Project]:
    @cache
    def project_named(name: str) -> Project:
        variant = VARIANTS[name]
        baked = cookies_session.bake(dict(variant.answers), template=str(template))
        if baked.exception:
            raise baked.exception
        return Project(variant, baked.project_path, contents(baked.project_path))

    return project_named


@pytest.fixture
def project(
    request: pytest.FixtureRequest, project_named: Callable[[str], Project]
) -> Project:
    return project_named(request.param)


chosen_project = project
