"""Each of the 32 variants as baked: the files it has, and no trace of the others."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import PurePath

import pytest
import yaml
from variants import BEHAVIOUR, TEMPLATE, Project, Variant, template_files, word

JINJA = r"\{%|\{#|(?<!\$)\{\{|cookiecutter"
"""Nothing of these is ever left; only a GitHub workflow may say ${{ ... }}."""

NOTHING = r"(?!)"
FOREIGN = {
    "asyncpg": r"psycopg",
    "psycopg": r"asyncpg|\basync\b|\bawait\b|(?-i:\bAsync[A-Z])",
    "standard": r"high.traffic|pgbouncer|serverless",
    "high_traffic": r"pgbouncer|serverless",
    "pgbouncer": r"high.traffic|serverless",
    "serverless": r"high.traffic|pgbouncer",
    "soft": NOTHING,
    "hard": r"soft.?delet|deleted_at|include_deleted|\brestor",
    "repository": NOTHING,
    "session": r"repositor",
    "mit": r"\bapache|\bbsd\b|proprietary|all rights reserved",
    "apache": r"\bmit\b|\bbsd\b|proprietary|all rights reserved",
    "bsd": r"\bmit\b|\bapache|proprietary|all rights reserved",
    "proprietary": r"\bmit\b|\bapache|\bbsd\b",
}
"""For each choice, the words that belong to its alternatives only."""

ASYNC_IMPORT = r"^from collections.abc import AsyncIterator"
ALLOWED = {
    ("psycopg", "app/database.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def (lifespan|turn|take_turn)\(",
            r"async with (turn|asyncio)",
            r"await app\.state\.turns",
        ]
    ),
    ("psycopg", "app/streaming.py"): "|".join(
        [
            ASYNC_IMPORT,
            r"async def (in_turn|_chain)\(|AsyncIterator\[bytes\]:$",
            r"async with turn|await (run_in_threadpool|in_turn)",
        ]
    ),
}
"""FastAPI takes only async lifespans, in a sync service too, and waiting there for a
turn takes no thread."""

PARSERS: dict[str, Callable[[str], object]] = {
    ".json": json.loads,
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
}


def expected_files(variant: Variant) -> list[str]:
    """What the template's file names promise, worked out apart from the hook."""
    names = []
    for path in template_files():
        stem, *rest = path.name.split("@")
        tags, extension = [*rest[:-1]], ""
        if rest:
            last, dot, suffix = rest[-1].partition(".")
            tags, extension = [*tags, last], dot + suffix
        if all(tag in variant.tags for tag in tags):
            name = path.with_name(stem + extension)
            names.append(name.relative_to(TEMPLATE).as_posix())
    return sorted(names)


def test_it_has_exactly_the_files_that_its_answers_ask_for(project: Project) -> None:
    assert sorted(project.files) == expected_files(project.variant)


def test_it_has_no_empty_folder(project: Project) -> None:
    folders = [path for path in project.folder.rglob("*") if path.is_dir()]

    assert [folder for folder in folders if not any(folder.iterdir())] == []


def test_no_tag_and_no_jinja_is_left(project: Project) -> None:
    left = {name: re.findall(JINJA, text) for name, text in project.texts.items()}

    assert {name: found for name, found in left.items() if found} == {}
    assert [name for name in project.files if "@" in name] == []


@pytest.mark.parametrize("key", [*BEHAVIOUR, "license"])
def test_no_word_of_another_choice_is_left(project: Project, key: str) -> None:
    tag = word(key, project.variant.answers[key])
    foreign = re.compile(FOREIGN[tag], re.IGNORECASE)

    left = []
    for name, text in project.texts.items():
        allowed = re.compile(ALLOWED.get((tag, name), NOTHING))
        for line in [name, *text.splitlines()]:
            found = foreign.search(line) and not allowed.search(line)
            left += [f"{name}: {line}"] * bool(found)

    assert left == []


def test_everything_parses(project: Project) -> None:
    for name, text in project.texts.items():
        PARSERS.get(PurePath(name).suffix, str)(text)


def test_text_is_tidy(project: Project) -> None:
    """As ruff format keeps Python, so that no Jinja line leaves a gap."""
    for name, text in project.texts.items():
        if name != "LICENSE" and PurePath(name).suffix not in {".py", ".mako"}:
            assert not re.search(r"[ \t]$", text, re.MULTILINE), name
            assert not text.startswith("\n"), name
            assert "\n\n\n" not in text, name
            assert text == "" or text.endswith("\n"), name


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(project: Project, check: list[str]) -> None:
    ruff = [sys.executable, "-m", "ruff", *check, "--no-cache"]

    subprocess.run(ruff, cwd=project.folder, check=True)
