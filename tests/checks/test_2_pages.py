"""The pages of a project are short, and what they name exists."""

import re
import tomllib
from itertools import chain
from pathlib import PurePosixPath

import pytest
from support.variants import Project

README_LINES = 200
AGENTS_LINES = range(30, 41)

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
CODE = re.compile(r"`([^`\n]+)`")
TARGETS = re.compile(r"\bmake((?: [a-z][a-z-]*(?![\w=-]))+)")
OF_THE_TEMPLATE = {"diff"}
"""Commands of the template's repository."""
NAMES_ELSEWHERE = {"If-Match", "create_all", "commit()", "main", "text()"}
"""Names of HTTP, SQLAlchemy and git."""


@pytest.mark.check("pages")
def test_each_link_leads_to_a_file(project: Project) -> None:
    dead = [
        f"{name}: {link}"
        for name, text in project.texts.items()
        if name.endswith(".md")
        for link in LINK.findall(text)
        if not exists(project, resolved(name, link))
    ]

    assert dead == []


@pytest.mark.check("pages")
def test_the_pages_that_are_read_first_are_short(project: Project) -> None:
    assert project.texts["README.md"].count("\n") <= README_LINES
    assert project.texts["AGENTS.md"].count("\n") in AGENTS_LINES


@pytest.mark.check("pages")
def test_what_the_rules_for_agents_name_exists(project: Project) -> None:
    text = project.texts["AGENTS.md"]

    unknown = [name for name in CODE.findall(text) if not is_known(project, name)]
    packages = {
        f"app/{PurePosixPath(name).parts[1]}/"
        for name in project.files
        if name.startswith("app/") and name.count("/") > 1
    }

    assert unknown == []
    assert {each for each in packages - domains(project) if each not in text} == set()


@pytest.mark.check("pages")
def test_each_make_command_on_a_page_exists(project: Project) -> None:
    declared = {*re.findall(r"^([a-z-]+):.* ## ", project.texts["Makefile"], re.M)}
    named = {
        f"{name}: {target}"
        for name, text in project.texts.items()
        if name.endswith(".md")
        for code in [*CODE.findall(text), *re.findall(r"^make .*$", text, re.M)]
        for targets in TARGETS.findall(code.partition("#")[0])
        for target in targets.split()
        if target not in declared | OF_THE_TEMPLATE
    }

    assert named == set()


@pytest.mark.check("pages")
def test_each_dependency_has_its_reason(project: Project) -> None:
    page = project.texts["docs/dependencies.md"]
    pyproject = tomllib.loads(project.texts["pyproject.toml"])
    requirements = [
        *pyproject["project"]["dependencies"],
        *chain(*pyproject["project"]["optional-dependencies"].values()),
        *pyproject["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[^\w-]", each)[0] for each in requirements}
    explained = {*re.findall(r"[\w-]+", "".join(re.findall(r"^\|[^|]+", page, re.M)))}

    assert names - {pyproject["project"]["name"]} - explained == set()


def resolved(page: str, link: str) -> str:
    """Return the path in the project to which a link of a page leads."""
    parts: list[str] = [*PurePosixPath(page).parent.parts]
    for part in PurePosixPath(link).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def exists(project: Project, path: str) -> bool:
    """Whether the project has this file or folder."""
    return path in project.files or any(
        name.startswith(f"{path.rstrip('/')}/") for name in project.files
    )


def domains(project: Project) -> set[str]:
    return {
        f"{PurePosixPath(name).parent}/"
        for name in project.files
        if name.startswith("app/") and name.endswith("/models.py")
    }


def is_known(project: Project, name: str) -> bool:
    """Whether it is a command, a file, or a name of the code."""
    if name in NAMES_ELSEWHERE or name.startswith(("make ", "uv run ")):
        return True
    if "/" in name or "." in name:
        return exists(project, name) or any(
            file.endswith(f"/{name}") for file in project.files
        )
    word = re.compile(rf"\b{re.escape(name.removesuffix('()'))}\b")
    return any(
        word.search(text)
        for file, text in project.texts.items()
        if file.startswith("app/")
    )
