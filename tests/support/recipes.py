"""Follows the pages in `docs/` of a project, in a copy of it, as a reader would.

A page consists of steps. A step is a line that names a file, then a code block:

    `app/orders/models.py`                          write this file
    `app/main.py`, after `import tomllib`:          insert the block after this line
    `app/main.py`, before `import tomllib`:         insert the block before this line
    `app/main.py`, instead of `import tomllib`:     replace this text
    `pyproject.toml`, at the end:                   append the block

The text must stand in the file once; `instead of each` replaces it wherever it stands.
`migrations/versions/*.py` is the revision that is generated for the models of the page.
Blocks of the languages in PROSE need no file.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from support.project_commands import Outcome, make, mypy_cache, run, run_pytest

INDEX = "README.md"
"""The page with the steps that add a folder to the service. NAME is its name there."""
NAME = "NAME"
REVISION = "migrations/versions/*.py"
PROSE = {"", "http", "json", "sh", "sql", "text"}

FENCE = re.compile(
    r"```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE
)
PLACE = re.compile(
    r"`(?P<path>[^`]+)`"
    r"(?:, (?P<how>after|before|instead of|instead of each) `(?P<text>[^`]+)`:"
    r"|, (?P<end>at the end):)?"
)

GENERATE_REVISION = """
from alembic import command
from alembic.config import Config
from tests.support.databases import new_database

config = Config(toml_file="pyproject.toml")
with new_database("recipes"):
    command.upgrade(config, "head")
    command.revision(config, "Add the tables of recipes", autogenerate=True)
"""
MIGRATION_TESTS = [
    f"tests/test_migrations.py::{test}"
    for test in (
        "test_the_migrations_match_the_models",
        "test_each_migration_can_be_downgraded_and_upgraded_again",
    )
]


@dataclass(frozen=True)
class Step:
    place: str
    """The page and line of the code block."""
    path: str
    how: str
    """Where the block goes in an existing file; empty for a new file."""
    text: str
    code: str

    @property
    def is_test(self) -> bool:
        return not self.how and Path(self.path).name.startswith("test_")


def steps(name: str, page: str) -> Iterator[Step]:
    """Yield the steps of a page."""
    for block in FENCE.finditer(page):
        before = page[: block.start()].rstrip("\n")
        place = f"{name}:{before.count(chr(10)) + 1}"
        found = PLACE.fullmatch(before.rpartition("\n")[2])
        if found:
            how = found["how"] or found["end"] or ""
            yield Step(place, found["path"], how, found["text"] or "", block["code"])
        elif block["language"] not in PROSE:
            raise ValueError(f"{place}: name the file of the code block in this line.")


def changed(source: str, step: Step) -> str:
    """Return the text of a file after a step."""
    if step.how == "at the end":
        return f"{source}{step.code}"
    count = source.count(step.text)
    if count == 0 or (count > 1 and step.how != "instead of each"):
        raise ValueError(
            f"{step.place}: {step.path} must contain {step.text!r} once, not {count}"
            " times."
        )
    if step.how.startswith("instead of"):
        return source.replace(step.text, step.code.rstrip("\n"))
    lines = source.splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if step.text in line)
    if step.how == "after":
        at += 1
    else:
        while at and not lines[at - 1].strip():
            at -= 1
    return "".join([*lines[:at], step.code, *lines[at:]])


def take(step: Step, project: Path) -> None:
    """Write or change the file of a step."""
    if step.how:
        paths = list(project.glob(step.path))
        if len(paths) != 1:
            raise ValueError(f"{step.place}: there is no file {step.path}.")
        source = paths[0].read_text("utf-8")
        paths[0].write_text(changed(source, step), encoding="utf-8")
        return
    path = project / step.path
    if path.exists():
        raise ValueError(f"{step.place}: {step.path} exists already.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(step.code, encoding="utf-8")


def new_packages(taken: Iterable[Step], project: Path) -> list[str]:
    """Create the `__init__.py` of each new folder of `app/`, return their names."""
    folders = {Path(step.path).parent for step in taken if step.path.startswith("app/")}
    new = sorted(
        folder for folder in folders if not (project / folder / "__init__.py").exists()
    )
    for folder in new:
        (project / folder / "__init__.py").touch()
    return [folder.name for folder in new]


def registration(name: str, index: Iterable[Step], project: Path) -> Iterator[Step]:
    """Yield the steps of the index for a new folder of `app/`.

    A step that imports a module which the folder does not have is left out.
    """
    has = {path.stem for path in (project / "app" / name).iterdir()}
    for step in index:
        if {"models", "router"} & words(step.code) <= has:
            code, text = (part.replace(NAME, name) for part in (step.code, step.text))
            yield replace(step, code=code, text=text)


def words(code: str) -> set[str]:
    return {*re.findall(r"\w+", code)}


@dataclass(frozen=True)
class Service:
    """A copy of a baked project, to which pages are added."""

    folder: Path
    environment: Path

    @classmethod
    def copy_of(cls, project: Path, environment: Path, folder: Path) -> "Service":
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns(".*_cache"))
        return cls(folder, environment)

    def follow(self, pages: Iterable[Path]) -> list[str]:
        """Take the steps of all pages, and return the paths of their tests.

        A new folder of `app/` is registered as the index says, unless its page does it.
        """
        taken = [step for page in pages for step in steps_of(page)]
        for step in taken:
            if step.path != REVISION:
                take(step, self.folder)
        index = list(steps_of(self.folder / "docs" / INDEX))
        files = {step.path for step in index}
        registered = {
            word for step in taken if step.path in files for word in words(step.code)
        }
        for name in new_packages(taken, self.folder):
            if name not in registered:
                for step in registration(name, index, self.folder):
                    take(step, self.folder)
        self.sort_lines(sorted(files))
        self.generate_revision([step for step in taken if step.path == REVISION])
        return [step.path for step in taken if step.is_test]

    def sort_lines(self, files: list[str]) -> None:
        """Do what `make format` does, but leave the files of the pages alone."""
        python = [file for file in files if file.endswith(".py")]
        if python:
            ruff = ["ruff", "check", "--fix", "--quiet", "--exit-zero", "--no-cache"]
            self.python("-m", *ruff, *python)
            self.python("-m", "ruff", "format", "--quiet", "--no-cache", *python)

    def generate_revision(self, edits: Iterable[Step]) -> None:
        versions = self.folder / "migrations" / "versions"
        before = {*versions.glob("*.py")}
        self.python("-c", GENERATE_REVISION)
        [revision] = {*versions.glob("*.py")} - before
        for edit in edits:
            path = revision.relative_to(self.folder).as_posix()
            take(replace(edit, path=path), self.folder)

    def python(self, *arguments: str) -> None:
        done = run(
            [str(self.environment / "bin" / "python"), *arguments],
            self.folder,
            self.environment,
            TEST_DATABASE_URL=os.environ["TEST_DATABASE_URL"],
        )
        if done.code != 0:
            raise ValueError(done.output)

    def lint(self) -> Outcome:
        with mypy_cache(self.environment) as cache:
            return make("lint", self.folder, self.environment, MYPY_CACHE_DIR=cache)

    def test(self, tests: list[str], report: Path) -> Outcome:
        """Run the tests of the pages, and those that compare migrations and models."""
        arguments = [*tests, *MIGRATION_TESTS]
        return run_pytest(self.folder, self.environment, report, *arguments)


def steps_of(page: Path) -> Iterator[Step]:
    return steps(f"docs/{page.name}", page.read_text("utf-8"))


def pages_of(project: Path) -> list[Path]:
    """Return the pages of a project, without the index."""
    return sorted(page for page in project.glob("docs/*.md") if page.name != INDEX)
