"""The commands of the Makefile, and how it explains them."""

import os
import re
import subprocess
import sys

import pytest

from dev.postgres import PROJECT


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell, although `make test` may run these tests."""
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: text for name, text in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", *arguments],  # noqa: S607
        capture_output=True,
        cwd=PROJECT,
        env=environment,
        text=True,
    )


def commands() -> set[str]:
    """The targets that the Makefile declares as commands."""
    database = make("--print-data-base", "--dry-run", "help").stdout
    phony = re.search(r"^\.PHONY: (.+)$", database, re.MULTILINE)
    assert phony
    return set(phony[1].split())


def test_plain_make_lists_every_command_with_its_purpose() -> None:
    listed = make().stdout

    assert set(re.findall(r"^make (\S+) +\S.*$", listed, re.MULTILINE)) == commands()
    assert listed.count("\n") == len(commands())


@pytest.mark.parametrize("name", ["README.md", "docs/commands.md"])
def test_the_documentation_lists_every_command(name: str) -> None:
    text = (PROJECT / name).read_text()

    listed = set(re.findall(r"^\| `make ([a-z-]+)", text, re.MULTILINE))
    assert listed == commands()


def test_revision_without_a_message_is_explained() -> None:
    # Do not install uv where it is missing: any file will do, as it is not run.
    done = make("revision", f"UV={sys.executable}")

    assert done.returncode != 0
    assert done.stdout == ""
    assert 'make revision m="add invoices"' in done.stderr


@pytest.mark.parametrize(
    "name", ["Makefile", "docs/commands.md", ".pre-commit-config.yaml"]
)
def test_commands_also_work_after_the_folder_was_moved(name: str) -> None:
    """Scripts of packages do not: they contain the path of their Python."""
    text = " ".join((PROJECT / name).read_text().split())

    programs = set(re.findall(r"\b(?:uv|\$\(UV\)) run (\S+)", text))
    started = set(re.findall(r"dev\.postgres (?!COMMAND)(\S+)", text))
    assert programs <= {"python", "ruff"}
    assert started <= {"python"}
