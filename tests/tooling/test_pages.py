"""Each command that a README gives is executed by a test."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.pages import commands
from support.project_commands import REPOSITORY
from support.variants import Project, default_with

COMMENT = re.compile(r"(?: {2,}|^)# .*")

FIRST_STEPS = "tooling/test_first_steps.py::test_a_service_is_created_and_started"
REMOVE_THE_EXAMPLE = (
    "updates/test_example.py::"
    "test_an_update_removes_the_example_and_keeps_the_teams_domain"
)
LOOK = "git status --short | grep -E '^(.?U|AA)|[.]rej$'"
UPDATE = "updates/test_prompt.py::test_an_update_is_applied"
CONFLICTS = "updates/test_updates.py::test_a_merge_conflict_is_found"

OF_THE_TEMPLATE = {
    "make demo": "tooling/test_demo.py::test_it_bakes_installs_tests_and_starts",
    "uvx cookiecutter path/or/url/of/this/repository": FIRST_STEPS,
    "uvx cruft create path/or/url/of/this/repository": (
        "updates/test_prompt.py::test_a_project_is_created_with_all_defaults"
    ),
    "uvx cruft update -y": UPDATE,
    """uvx cruft update -y --variables-to-update '{"soft_delete": true}'""": UPDATE,
    LOOK: CONFLICTS,
}
OF_A_SERVICE = {
    "make run": FIRST_STEPS,
    "make test": "checks/test_7_suite.py::test_its_own_tests_pass_on_postgresql",
    "uv run python -m pytest tests/config": FIRST_STEPS,
    """uvx cruft update -y --variables-to-update '{"example": false}'""": (
        REMOVE_THE_EXAMPLE
    ),
    "git checkout HEAD -- migrations/versions": REMOVE_THE_EXAMPLE,
    'make revision m="remove the example"': REMOVE_THE_EXAMPLE,
    "uvx cruft update -y": UPDATE,
    LOOK: CONFLICTS,
}
"""Each line of a block of commands, and the test that executes it."""


def lines(page: str) -> list[str]:
    """Return the commands of all blocks, without comments."""
    return [line for each in commands(page) if (line := COMMENT.sub("", each))]


def test_the_readme_of_the_template_gives_commands_that_are_tested() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")

    assert set(lines(readme)) == OF_THE_TEMPLATE.keys()
    assert readme.count("\n") <= 150


def test_the_readme_of_a_service_gives_commands_that_are_tested(
    project_named: Callable[[str], Project],
) -> None:
    readme = project_named(default_with()).texts["README.md"]

    assert set(lines(readme)) == OF_A_SERVICE.keys()


@pytest.mark.parametrize(
    "test", sorted({*OF_THE_TEMPLATE.values(), *OF_A_SERVICE.values()})
)
def test_these_tests_exist(test: str) -> None:
    file, _, name = test.partition("::")

    source = Path(REPOSITORY, "tests", file).read_text("utf-8")
    assert f"\ndef {name}(" in source
