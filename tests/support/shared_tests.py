"""Which tests are the same, of the same code, in several variants.

A thorough run of all variants runs them in one of these variants, their model. They
take more than half of the time of all suites.
"""

from collections.abc import Callable
from dataclasses import dataclass

from support.variants import Project, Variant, default_with, pairwise


@dataclass(frozen=True)
class SharedTests:
    """Tests that need not run in a variant with the same files as its model."""

    folders: tuple[str, ...]
    """The folders of the tests."""
    code: tuple[str, ...]
    """What they test and use besides, by the beginning of the path."""
    model: Callable[[Variant], str]
    """Returns the name of the variant that runs them for another one."""

    def left_out(
        self, variant: Variant, project_named: Callable[[str], Project]
    ) -> list[str]:
        """Return the folders of tests that the variant can leave out."""
        name, model = str(variant), self.model(variant)
        if name in {model, *pairwise()}:
            return []
        same = self.files(project_named(name)) == self.files(project_named(model))
        return list(self.folders) if same else []

    def files(self, project: Project) -> dict[str, bytes]:
        tested = (*(f"{folder}/" for folder in self.folders), *self.code)
        return {
            name: content
            for name, content in project.files.items()
            if name.startswith(tested)
        }


def _with_the_same_commands(variant: Variant) -> str:
    keys = ("driver", "soft_delete", "example")
    return default_with(**{key: variant.answers[key] for key in keys})


def _without_the_example(variant: Variant) -> str:
    return str(Variant({**variant.answers, "example": False}))


COMMANDS = SharedTests(
    folders=("tests/dev",),
    code=(
        "dev/",
        "migrations/",
        "tests/support/embedded_servers.py",
        "tests/support/revisions.py",
        ".squawk.toml",
        "Makefile",
    ),
    model=_with_the_same_commands,
)
"""The commands for development. The rest of each suite tests the service itself."""

INFRASTRUCTURE = SharedTests(
    folders=("tests/api", "tests/config", "tests/db"),
    code=(
        "app/api/",
        "app/config/",
        "app/db/",
        "app/errors.py",
        "app/fields.py",
        "app/lifespan.py",
        "app/logs.py",
        "app/tables.py",
        "tests/support/sample/",
    ),
    model=_without_the_example,
)
"""What all domains stand on, tested with tables of its own."""

ALL_SHARED = (COMMANDS, INFRASTRUCTURE)
