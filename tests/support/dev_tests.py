"""Which variants have the same commands for development, and the same tests of them."""

from support.variants import Project, Variant, default_with

DEV_TESTS = "tests/dev"
DEV_FILES = (
    "dev/",
    "migrations/",
    "tests/dev/",
    "tests/support/embedded_servers.py",
    "tests/support/revisions.py",
    ".squawk.toml",
    "Makefile",
)
"""What the tests of `dev/` test and use, by the beginning of the path.

The service itself, which `dev.run` starts, is tested by the rest of each suite.
"""
DEV_ANSWERS = ("driver", "soft_delete", "example")
"""The questions whose answers change these files."""


def model_of(variant: Variant) -> str:
    """Return the variant that runs the tests of `dev/` for all that are like it."""
    return default_with(**{key: variant.answers[key] for key in DEV_ANSWERS})


def has_the_dev_files_of(model: Project, project: Project) -> bool:
    """Whether all these files have the same content in both projects."""
    return dev_files(project) == dev_files(model)


def dev_files(project: Project) -> dict[str, bytes]:
    return {
        name: content
        for name, content in project.files.items()
        if name.startswith(DEV_FILES)
    }
