"""The template's own source, as it lies in the repository."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.variants import (
    ALWAYS,
    OPTIONS,
    ROOT,
    TAGGED,
    TEMPLATE,
    choices,
    tags_of,
    template_files,
)

FILES = template_files()
PYTHON = [path for path in FILES if path.suffix == ".py"]
MOST_JINJA_LINES = 6


def short(path: Path) -> str:
    return path.relative_to(TEMPLATE).as_posix()


def jinja_lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if "{%" in line or "{{" in line]


def ruff(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache"],
        cwd=TEMPLATE,
        check=True,
    )


def test_every_tag_is_a_choice() -> None:
    words = ALWAYS.union(*map(tags_of, TAGGED))

    used = {tag for path in FILES for tag in re.findall(r"@(\w+)", short(path))}

    assert used <= words


def test_no_tag_belongs_to_two_questions() -> None:
    words = [word for key in TAGGED for word in tags_of(key)]

    assert len(words) == len(set(words))


def test_every_question_and_choice_has_a_label() -> None:
    asked = {key for key in OPTIONS if key[0] != "_"}
    labels = OPTIONS["__prompts__"]

    assert set(labels) == asked
    for key in asked:
        if isinstance(OPTIONS[key], list):
            assert set(labels[key]) == {"__prompt__", *choices(key)}


def test_no_folder_name_is_conditional() -> None:
    """Cookiecutter would write to the root of the disk (see docs/decisions/0002)."""
    folders = [path for path in TEMPLATE.rglob("*") if path.is_dir()]

    assert [short(folder) for folder in folders if "{" in folder.name] == []


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_raw_python_parses_and_has_few_lines_of_jinja(path: Path) -> None:
    ast.parse(path.read_text("utf-8"))

    assert len(jinja_lines(path)) <= MOST_JINJA_LINES


@pytest.mark.parametrize("path", FILES, ids=short)
def test_jinja_blocks_are_comment_lines_one_level_deep(path: Path) -> None:
    depth = 0
    for line in path.read_text("utf-8").splitlines():
        if not re.search(r"\{%|%\}", line):
            continue
        block = re.fullmatch(r" *# \{%-? (if|else|elif|endif)\b[^{}]*%\}", line)
        assert block, line
        depth += {"if": 1, "endif": -1}.get(block[1], 0)
        assert depth in {0, 1}, line
    assert depth == 0


@pytest.mark.parametrize("path", FILES, ids=short)
def test_files_are_utf8_with_unix_lines_and_one_newline_at_the_end(path: Path) -> None:
    content = path.read_bytes()

    content.decode("utf-8")
    assert b"\r" not in content
    assert content == b"" or (content[-1:] == b"\n" and content[-2:] != b"\n\n")


def test_the_raw_source_passes_ruff() -> None:
    ruff("format", "--check")
    ruff("check", "--ignore=RUF200,F811")  # as in the Makefile, which says why


def test_the_raw_pyproject_is_toml_with_the_same_ruff_version() -> None:
    theirs = tomllib.loads((TEMPLATE / "pyproject.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    def ruffs(pyproject: dict[str, dict[str, list[str]]]) -> list[str]:
        group = pyproject["dependency-groups"]["dev"]
        return [line for line in group if line.startswith("ruff")]

    assert ruffs(theirs) == ruffs(ours) != []


def test_git_ignores_no_file_of_the_template(tmp_path: Path) -> None:
    """The template's own .gitignore applies to this repository, too."""
    git = ["git", f"--git-dir={tmp_path}", f"--work-tree={ROOT}"]
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path], check=True)

    ignored = subprocess.run(
        [*git, "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin"],
        input="\n".join(path.relative_to(ROOT).as_posix() for path in FILES),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ignored.returncode == 1, ignored.stderr
    assert ignored.stdout == ""


def test_the_changelog_and_the_version_name_the_next_release() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    [release, *_] = re.findall(r"^## (\S+)$", changelog, re.MULTILINE)
    assert release == pyproject["project"]["version"]
    assert re.fullmatch(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+", release)
