"""Tests may be left out only where another variant runs the same ones."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.shared_tests import (
    ALL_SHARED,
    COMMANDS,
    DOMAINS,
    INFRASTRUCTURE,
    MIGRATIONS,
    POOL,
    POOLED_INFRASTRUCTURE,
    SharedTests,
)
from support.variants import VARIANTS, Project, default_with, pairwise

ProjectNamed = Callable[[str], Project]

READ_THE_POOL_SETTINGS = {
    "app/config/settings.py",
    "app/db/engine.py",
    "app/db/engine_options.py",
    "migrations/runner.py",
    "tests/conftest.py",
    "tests/support/settings.py",
}
"""If another module reads them, add what it hands to tests to USES_POOL."""


@pytest.mark.parametrize("shared", ALL_SHARED)
def test_each_path_exists_in_some_variant(
    project_named: ProjectNamed, shared: SharedTests
) -> None:
    names = [default_with(), default_with(pool_profile="pgbouncer")]
    files = {file for name in names for file in project_named(name).files}

    for beginning in (*shared.tests, *shared.code, *shared.but):
        assert any(file.startswith(beginning) for file in files), beginning


@pytest.mark.parametrize(
    ("shared", "changed"),
    [
        (COMMANDS, "dev/run.py"),
        (COMMANDS, "tests/dev/test_reset.py"),
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
        (MIGRATIONS, "tests/test_imports.py"),
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

    assert shared.left_out(VARIANTS[name], VARIANTS, project_named) != []
    assert shared.left_out(VARIANTS[name], VARIANTS, project_or_changed) == []


def test_each_left_out_test_runs_in_its_model(project_named: ProjectNamed) -> None:
    """Of all variants, since each may be the model of others."""
    for shared in ALL_SHARED:
        for name, variant in VARIANTS.items():
            if left_out := shared.left_out(variant, VARIANTS, project_named):
                model = shared.model(variant, VARIANTS, project_named)
                assert model != name
                assert shared.left_out(VARIANTS[model], VARIANTS, project_named) == []
                assert {*left_out} <= project_named(model).files.keys()


def test_the_pairwise_variants_and_a_variant_alone_leave_nothing_out(
    project_named: ProjectNamed,
) -> None:
    alone = default_with(pool_profile="serverless")
    runs = [*((name, [*VARIANTS]) for name in pairwise()), (alone, [alone])]

    for name, chosen in runs:
        for shared in ALL_SHARED:
            assert shared.left_out(VARIANTS[name], chosen, project_named) == []


def answers_that_run(test: str, project_named: ProjectNamed, *keys: str) -> set[str]:
    """Return the answers of the variants that run a test of the infrastructure."""
    return {
        " ".join(str(variant.answers[key]) for key in keys)
        for variant in VARIANTS.values()
        if not any(
            test in shared.left_out(variant, VARIANTS, project_named)
            for shared in (INFRASTRUCTURE, POOLED_INFRASTRUCTURE)
        )
    }


def test_all_pool_profiles_run_the_tests_that_depend_on_the_pool(
    project_named: ProjectNamed,
) -> None:
    """PgBouncer changes how the service connects: all tests run through it."""
    keys = ("soft_delete", "repository_layer", "driver", "pool_profile")
    every = {
        " ".join(str(variant.answers[key]) for key in keys)
        for variant in VARIANTS.values()
    }

    engine = answers_that_run("tests/db/test_engine.py", project_named, *keys)
    cursors = answers_that_run("tests/db/test_cursors.py", project_named, *keys)

    assert engine == every
    assert {one for one in every if "pgbouncer" in one} < cursors < every


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
