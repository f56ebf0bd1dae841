"""`make help`, and that the commands leave nothing in the template's folder."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project_commands import REPOSITORY, child_environment
from support.variants import CACHES, TEMPLATE

MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")


def targets() -> set[str]:
    """Return the targets that .PHONY names, with the pattern's own written out."""
    lines = MAKEFILE.replace("\\\n", " ")
    names = re.findall(r"^\.PHONY: (.*)$", lines, re.MULTILINE)[0]
    kinds = re.findall(r"^COMPATIBILITY := (.*)$", lines, re.MULTILINE)[0].split()
    pattern = "$(COMPATIBILITY:%=test-%)"
    return {*names.replace(pattern, "").split(), *(f"test-{kind}" for kind in kinds)}


def make(*words: str) -> str:
    return subprocess.check_output(
        ["make", *words], cwd=REPOSITORY, env=child_environment(), text=True
    )


@pytest.mark.parametrize("words", [["help"], []], ids=["make help", "make"])
def test_help_lists_every_target(words: list[str]) -> None:
    listed = re.findall(r"^make ([\w-]+)", make(*words), re.MULTILINE)

    assert sorted(listed) == sorted(targets())


@pytest.mark.parametrize("target", ["lint", "format"])
def test_the_raw_template_is_linted_without_a_cache(
    target: str, tmp_path: Path
) -> None:
    """Run the commands that change to the template's folder on a copy of it."""
    copy = Path(shutil.copytree(TEMPLATE, tmp_path / TEMPLATE.name))
    (copy / "app" / "more.py").write_text("A = (1)\nimport os\n")
    (tmp_path / ".venv").symlink_to(REPOSITORY / ".venv")
    planned = make("--dry-run", target).splitlines()
    commands = [line for line in planned if line.startswith("cd ")]

    runs = [
        subprocess.run(command, shell=True, cwd=tmp_path, check=False)  # noqa: S602
        for command in commands
    ]

    assert [run.returncode != 0 for run in runs] == [target == "lint"] * 2
    assert not [path for path in copy.rglob("*") if path.name in CACHES]
