"""Legal but hostile answers: quotes, markup, other scripts, extreme lengths."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.answers import HOSTILE, PRINTED, SLUGS
from support.project_commands import assert_all_passed, environment_for, run_pytest
from support.variants import Bake, contents


@pytest.fixture(scope="module")
def hostile_project(
    bake: Bake, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    @cache
    def baked(name: str) -> Path:
        return bake(tmp_path_factory.mktemp("hostile"), HOSTILE[name])

    return baked


@pytest.fixture
def hostile(name: str, hostile_project: Callable[[str], Path]) -> Path:
    return hostile_project(name)


every_hostile = pytest.mark.parametrize("name", HOSTILE)


def title(project: Path) -> str:
    """Return the title of the API."""
    tree = ast.parse((project / "app/main.py").read_text("utf-8"))
    [value] = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "title"
    ]
    return str(ast.literal_eval(value))


@every_hostile
def test_texts_are_written_unchanged(name: str, hostile: Path) -> None:
    given = {
        "project_name": "My Service",
        "project_description": "A web service on FastAPI, SQLModel and PostgreSQL.",
        "author_name": "Your Name",
        "author_email": "you@example.com",
    } | HOSTILE[name]
    author = {"name": given["author_name"], "email": given["author_email"]}

    metadata = tomllib.loads((hostile / "pyproject.toml").read_text("utf-8"))["project"]
    readme = (hostile / "README.md").read_text("utf-8").splitlines()
    license_text = (hostile / "LICENSE").read_text("utf-8")
    assert metadata["description"] == given["project_description"]
    assert metadata["authors"] == [author]
    assert metadata["name"] == hostile.name
    assert title(hostile) == given["project_name"]
    assert readme[0] == f"# {given['project_name']}"
    assert readme[2] == f"> {given['project_description']}"
    assert f"Copyright (c) {given['author_name']}" in license_text


@every_hostile
def test_texts_are_written_to_a_few_files_only(
    name: str, hostile: Path, tmp_path: Path, bake: Bake
) -> None:
    texts = {"project_name", "project_description", "author_name", "author_email"}
    choices = {key: HOSTILE[name][key] for key in HOSTILE[name].keys() - texts}

    plain = contents(bake(tmp_path, choices | {"project_slug": hostile.name}))

    baked = contents(hostile)
    assert baked.keys() == plain.keys()
    assert {file for file in baked if baked[file] != plain[file]} <= PRINTED


@every_hostile
def test_files_with_hostile_texts_parse(name: str, hostile: Path) -> None:
    for path in hostile.rglob("*"):
        if path.suffix == ".py":
            ast.parse(path.read_text("utf-8"))
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text("utf-8"))
        elif path.suffix in {".yaml", ".yml"}:
            YAML(typ="safe").load(path)


@every_hostile
def test_no_jinja_is_left_outside_the_answers(name: str, hostile: Path) -> None:
    texts = [answer for answer in HOSTILE[name].values() if isinstance(answer, str)]

    for file, content in contents(hostile).items():
        text = content.decode()
        for answer in sorted(texts, key=len, reverse=True):
            text = text.replace(answer, "")
        assert not re.search(r"\{%|\{#|(?<!\$)\{\{|cookiecutter", text), file


@every_hostile
@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing_in_hostile_texts(
    name: str, hostile: Path, check: list[str]
) -> None:
    ruff = [sys.executable, "-m", "ruff", *check, "--no-cache"]

    subprocess.run(ruff, cwd=hostile, check=True)


@pytest.mark.parametrize(("name", "slug"), SLUGS.items())
def test_the_slug_is_derived_from_the_name(name: str, slug: str, hostile: Path) -> None:
    assert hostile.name == slug


@pytest.mark.parametrize("slug", ["class", "import", "async", "none", "order", "user"])
def test_a_python_keyword_is_accepted_as_slug(
    tmp_path: Path, bake: Bake, slug: str
) -> None:
    """The slug names a folder, a distribution and a quoted database, but no module."""
    assert bake(tmp_path, {"project_slug": slug}).name == slug


@every_hostile
@pytest.mark.thorough
@pytest.mark.check("hostile answers")
def test_a_service_with_hostile_texts_works(
    name: str, hostile: Path, tmp_path: Path
) -> None:
    environment = environment_for(hostile)
    report = tmp_path / "report.xml"

    tests = run_pytest(hostile, environment, report, "tests/api/test_openapi.py")

    assert_all_passed(tests)
