"""Every file can be read by the program it is meant for."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import PurePath

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from support import tools
from support.variants import Project

PARSERS: dict[str, Callable[[str], object]] = {
    ".json": json.loads,
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yaml": YAML(typ="safe").load,
    ".yml": YAML(typ="safe").load,
}


@pytest.mark.check("parse")
def test_everything_parses(project: Project) -> None:
    problems = [problem(name, text) for name, text in project.texts.items()]

    assert [each for each in problems if each] == []


def problem(name: str, text: str) -> str | None:
    """Return why a file cannot be parsed, with its line. The parsers' words have it."""
    try:
        PARSERS.get(PurePath(name).suffix, str)(text)
    except (SyntaxError, ValueError, YAMLError) as error:
        [line, *_] = re.findall(r"line (\d+)", str(error))
        return f"{name}:{line}: {error}"
    return None


@pytest.mark.check("dockerfile")
def test_hadolint_finds_nothing(project: Project) -> None:
    assert tools.dockerfiles(project.folder) == []


@pytest.mark.check("compose")
def test_compose_can_read_its_file(project: Project) -> None:
    assert tools.compose(project.folder) == []


@pytest.mark.check("workflows")
def test_its_workflows_are_well_formed_and_safe(project: Project) -> None:
    assert tools.workflows(project.folder) == []


@pytest.mark.check("ruff")
@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(project: Project, check: list[str]) -> None:
    ruff = [sys.executable, "-m", "ruff", *check, "--no-cache"]

    subprocess.run(ruff, cwd=project.folder, check=True)
