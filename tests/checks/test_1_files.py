"""A baked project has the expected files, and no trace of other answers."""

import re
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest
from post_gen_project import PYTHON_BLOCK
from support.leftovers import foreign_lines
from support.variants import TEMPLATE, Project, Variant, default_with, template_files

MANIFESTS: dict[str, dict[str, Any]] = {
    "default": {},
    "psycopg-hard-session": {
        "driver": "psycopg",
        "soft_delete": False,
        "repository_layer": False,
    },
    "empty": {"example": False},
    "pgbouncer-hard": {"pool_profile": "pgbouncer", "soft_delete": False},
    "psycopg-serverless": {"driver": "psycopg", "pool_profile": "serverless"},
    "replicas": {"pool_profile": "replicas"},
}
"""Variants whose files are listed in manifests/, so that a diff shows changes."""

JINJA = r"\{%|\{#|(?<!\$)\{\{|cookiecutter"
"""Text that no baked file may contain. GitHub workflows may contain ${{ ... }}."""


def expected_files(variant: Variant) -> list[str]:
    """Derive the files from the names in the template, without the hook's code."""
    names = []
    for path in template_files():
        parts = [untagged(part) for part in path.relative_to(TEMPLATE).parts]
        if all(tag in variant.tags for _, tags in parts for tag in tags):
            names.append("/".join(name for name, _ in parts))
    return sorted(names)


def untagged(part: str) -> tuple[str, list[str]]:
    """Split the name of a file or folder into its name in a project and its tags."""
    stem, *tags = part.split("@")
    if not tags:
        return stem, []
    last, dot, extension = tags.pop().partition(".")
    return stem + dot + extension, [*tags, last]


@pytest.mark.check("files")
def test_it_has_exactly_the_files_that_its_answers_ask_for(project: Project) -> None:
    assert sorted(project.files) == expected_files(project.variant)


@pytest.mark.parametrize("name", MANIFESTS)
def test_its_files_are_those_of_the_manifest(
    request: pytest.FixtureRequest,
    project_named: Callable[[str], Project],
    name: str,
) -> None:
    manifest = Path(__file__).parent / "manifests" / f"{name}.txt"
    project = project_named(default_with(**MANIFESTS[name]))
    files = "".join(f"{file}\n" for file in sorted(project.files))

    if request.config.getoption("--write-manifests"):
        manifest.write_text(files, encoding="utf-8")

    assert files == manifest.read_text("utf-8"), (
        "If the change is intended, run `make manifests`."
    )


@pytest.mark.check("files")
def test_it_has_no_empty_folder(project: Project) -> None:
    folders = [path for path in project.folder.rglob("*") if path.is_dir()]

    assert [folder for folder in folders if not any(folder.iterdir())] == []


@pytest.mark.check("left-overs")
def test_no_tag_and_no_jinja_is_left(project: Project) -> None:
    left = {name: re.findall(JINJA, text) for name, text in project.texts.items()}

    assert {name: found for name, found in left.items() if found} == {}
    assert [name for name in project.files if "@" in name] == []


@pytest.mark.check("words")
def test_no_word_of_another_choice_is_left(project: Project) -> None:
    left = [
        line
        for name, text in project.texts.items()
        for line in foreign_lines(project.variant, name, text)
    ]

    assert left == []


@pytest.mark.check("tidy")
def test_text_is_tidy(project: Project) -> None:
    """Check blank lines and spaces in what `ruff format` does not check."""
    for name, source in project.texts.items():
        if name != "LICENSE" and PurePath(name).suffix not in {".py", ".mako"}:
            text = PYTHON_BLOCK.sub("block", source)
            assert not re.search(r"[ \t]$", text, re.MULTILINE), name
            assert not text.startswith("\n"), name
            assert "\n\n\n" not in text, name
            assert text == "" or text.endswith("\n"), name
