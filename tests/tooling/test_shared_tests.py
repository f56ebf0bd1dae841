"""Tests may be left out only where another variant runs the same ones."""

import fnmatch
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.shared_tests import (
    ALL_SHARED,
    COMMANDS,
    DOMAINS,
    IMPORTS,
    INFRASTRUCTURE,
    MIGRATIONS,
    POOL,
    POOLED_INFRASTRUCTURE,
    SERVERS,
    SharedTests,
)
from support.variants import VARIANTS, Project, choices, default_with, pairwise

ProjectNamed = Callable[[str], Project]

SOME = [*VARIANTS][:: len(VARIANTS) // 8 + 1]
SOME_FORM = [
    default_with(driver="psycopg", repository_layer=False, pool_profile=profile)
    for profile in choices("pool_profile")
]
"""Variants that differ in the pool profile alone, and are not pairwise ones."""

READ_THE_POOL_SETTINGS = {
    "app/config/settings.py",
    "app/db/engine.py",
    "app/db/engine_options.py",
    "app/db/idle_connections.py",
    "app/db/read_only.py",
    "migrations/runner.py",
    "tests/conftest.py",
    "tests/support/settings.py",
}
"""If another module reads them, add what it hands to tests to USES_POOL."""


@pytest.mark.parametrize("shared", ALL_SHARED)
def test_each_path_exists_in_some_variant(
    project_named: ProjectNamed, shared: SharedTests
) -> None:
    profiles = ("standard", "pgbouncer", "replicas")
    names = [default_with(pool_profile=profile) for profile in profiles]
    files = {file for name in names for file in project_named(name).files}

    for beginning in (*shared.tests, *shared.code):
        assert any(file.startswith(beginning) for file in files), beginning
    for pattern in shared.but:
        assert fnmatch.filter(files, pattern), pattern


@pytest.mark.parametrize(
    ("shared", "changed"),
    [
        (SERVERS, "dev/run.py"),
        (SERVERS, "tests/dev/test_reset.py"),
        (COMMANDS, "Makefile"),
        (COMMANDS, "tests/dev/test_seed.py"),
        (INFRASTRUCTURE, "app/db/errors.py"),
        (INFRASTRUCTURE, "tests/api/test_new.py"),
        (INFRASTRUCTURE, "tests/support/server.py"),
        (POOLED_INFRASTRUCTURE, "app/db/engine.py"),
        (POOLED_INFRASTRUCTURE, POOL),
        (DOMAINS, "app/users/router.py"),
        (DOMAINS, "tests/conftest.py"),
        (DOMAINS, "tests/users/test_bulk.py"),
        (MIGRATIONS, "app/users/models.py"),
        (MIGRATIONS, "migrations/env.py"),
        (MIGRATIONS, "tests/test_revisions.py"),
        (IMPORTS, "app/users/service.py"),
    ],
)
def test_a_changed_byte_makes_the_variant_run_the_tests(
    project_named: ProjectNamed, shared: SharedTests, changed: str
) -> None:
    name = default_with(pool_profile="serverless")
    project = project_named(name)
    files = {**project.files, changed: project.files.get(changed, b"") + b"\n"}

    def project_or_changed(wanted: str) -> Project:
        return (
            replace(project, files=files) if wanted == name else project_named(wanted)
        )

    chosen = [*pairwise(), name]

    assert shared.left_out(VARIANTS[name], chosen, project_named) != []
    assert shared.left_out(VARIANTS[name], chosen, project_or_changed) == []


@pytest.mark.parametrize("shared", ALL_SHARED)
def test_each_left_out_test_runs_in_its_model(
    project_named: ProjectNamed, shared: SharedTests
) -> None:
    for name in SOME:
        if left_out := shared.left_out(VARIANTS[name], VARIANTS, project_named):
            model = shared.model(VARIANTS[name], VARIANTS, project_named)
            assert model != name
            assert shared.left_out(VARIANTS[model], VARIANTS, project_named) == []
            assert {*left_out} <= project_named(model).files.keys()


@pytest.mark.parametrize("shared", ALL_SHARED)
def test_a_variant_alone_leaves_nothing_out(
    project_named: ProjectNamed, shared: SharedTests
) -> None:
    name = default_with(pool_profile="serverless")

    assert shared.left_out(VARIANTS[name], [name], project_named) == []


@pytest.mark.parametrize("name", pairwise())
def test_the_pairwise_variants_run_all_tests_that_cover_the_service(
    project_named: ProjectNamed, name: str
) -> None:
    for shared in ALL_SHARED:
        left_out = shared.left_out(VARIANTS[name], VARIANTS, project_named)
        assert not shared.covers or left_out == []


def test_all_pool_profiles_run_the_tests_that_depend_on_the_pool(
    project_named: ProjectNamed,
) -> None:
    """PgBouncer changes how the service connects: more tests run through it."""

    def profiles_that_run(test: str) -> set[str]:
        return {
            VARIANTS[name].answers["pool_profile"]
            for name in SOME_FORM
            if not any(
                test in shared.left_out(VARIANTS[name], SOME_FORM, project_named)
                for shared in ALL_SHARED
            )
        }

    assert profiles_that_run("tests/db/test_engine.py") == {*choices("pool_profile")}
    assert profiles_that_run("tests/db/test_cursors.py") == {
        "standard",
        "pgbouncer",
        "replicas",
    }


def test_the_modules_that_read_the_settings_of_the_pool_are_known(
    project_named: ProjectNamed,
) -> None:
    reading = {
        file
        for name in (default_with(), default_with(driver="psycopg"))
        for file, text in project_named(name).texts.items()
        if re.search(r"\bPoolSettings\b|\bconfig(\.| import )pool\b", text)
        and file.startswith(("app/", "migrations/", "tests/"))
        and "/test_" not in file
    }

    assert reading == READ_THE_POOL_SETTINGS


def test_the_infrastructure_is_all_code_outside_of_the_domains(
    project_named: ProjectNamed,
) -> None:
    without_example = project_named(default_with(example=False))
    code = {file for file in without_example.files if file.startswith("app/")}

    others = code - INFRASTRUCTURE.files(without_example).keys() - {POOL}

    assert others == {
        "app/__init__.py",
        "app/asgi.py",
        "app/main.py",
        "app/purge.py",
    }
