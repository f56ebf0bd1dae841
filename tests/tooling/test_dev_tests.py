"""The tests of `dev/` may be left out only where another variant runs the same ones."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.dev_tests import DEV_FILES, dev_files, has_the_dev_files_of, model_of
from support.variants import VARIANTS, Project

SOME = [*VARIANTS][:: len(VARIANTS) // 8 + 1]


@pytest.mark.parametrize("name", SOME)
def test_a_variant_has_the_dev_files_of_its_model(
    project_named: Callable[[str], Project], name: str
) -> None:
    model = project_named(model_of(VARIANTS[name]))

    assert has_the_dev_files_of(model, project_named(name))
    assert all(
        any(file.startswith(beginning) for file in dev_files(model))
        for beginning in DEV_FILES
    )


@pytest.mark.parametrize("changed", ["dev/run.py", "tests/dev/test_reset.py"])
def test_a_changed_file_is_another_one(
    project_named: Callable[[str], Project], changed: str
) -> None:
    model = project_named(SOME[0])
    files = {**model.files, changed: b"other"}

    assert not has_the_dev_files_of(model, replace(model, files=files))
