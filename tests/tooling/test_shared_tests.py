"""Tests may be left out only where another variant runs the same ones."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.shared_tests import ALL_SHARED, COMMANDS, INFRASTRUCTURE, SharedTests
from support.variants import VARIANTS, Project, pairwise

SOME = [*VARIANTS][:: len(VARIANTS) // 8 + 1]


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("shared", ALL_SHARED, ids=["commands", "infrastructure"])
def test_a_variant_has_the_files_of_its_model(
    project_named: Callable[[str], Project], shared: SharedTests, name: str
) -> None:
    model = project_named(shared.model(VARIANTS[name]))

    assert shared.files(model) == shared.files(project_named(name))
    assert all(
        any(file.startswith(beginning) for file in shared.files(model))
        for beginning in (*shared.folders, *shared.code)
    )


@pytest.mark.parametrize(
    ("shared", "changed"),
    [
        (COMMANDS, "dev/run.py"),
        (COMMANDS, "tests/dev/test_reset.py"),
        (INFRASTRUCTURE, "app/db/errors.py"),
        (INFRASTRUCTURE, "tests/api/test_new.py"),
    ],
)
def test_tests_of_another_file_are_not_left_out(
    project_named: Callable[[str], Project], shared: SharedTests, changed: str
) -> None:
    name = next(
        name for name in VARIANTS if shared.left_out(VARIANTS[name], project_named)
    )
    project = project_named(name)
    files = {**project.files, changed: b"other"}

    def project_or_changed(wanted: str) -> Project:
        return (
            replace(project, files=files) if wanted == name else project_named(wanted)
        )

    assert shared.left_out(VARIANTS[name], project_or_changed) == []


def test_each_shared_test_runs_in_some_variant(
    project_named: Callable[[str], Project],
) -> None:
    for shared in ALL_SHARED:
        for variant in VARIANTS.values():
            model = VARIANTS[shared.model(variant)]
            assert shared.left_out(model, project_named) == []
    for name in pairwise():
        assert not any(
            shared.left_out(VARIANTS[name], project_named) for shared in ALL_SHARED
        )
