"""`pre_gen_project.py`: which answers it rejects, and the snapshot it takes."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pre_gen_project as pre
import pytest
from support.variants import OPTIONS, TEMPLATE, choices, rendered

GOOD = rendered({})
ASKED = [key for key in OPTIONS if key[0] != "_"]
CHOICES = [key for key in ASKED if not isinstance(OPTIONS[key], str)]

BAD_TEXTS: dict[str, list[Any]] = {
    "project_name": ["", "  ", 'say "hi"', "back\\slash", "two\nlines", "n" * 61, 7],
    "project_slug": [
        *("", "My-Service", "1-service", "-service", "service-", "a--b", "a-_b", "a b"),
        *("a.b", "..", "a/b", "/a", "a\\b", "büro", "a\n", "a" * 41, None),
        *("json", "email", "app", "dev", "migrations", "tests", "fastapi", "psycopg"),
        *("argon2", "pydantic-settings", "postgres", "template0", "template1"),
        *("aux", "com1", "pgbouncer"),
    ],
    "project_description": ["", " a", "a ", "tab\t", "nul\0", "{{", "d" * 201],
    "author_name": ["", "\x1b[0m", "\udcff", "\u0301a", "a\ufe0f", "a" * 101],
    "author_email": ["", "nobody", "a b@c.d", "@c.d", "a@", "a@b@c", '"a"@b', "\\@b"],
}


def bad_choices(key: str) -> list[Any]:
    """Return answers that no question with these choices allows."""
    if isinstance(OPTIONS[key], bool):
        return ["true", "yes", 1, 0, None]
    first = choices(key)[0]
    wrong_case = {first.swapcase()} - {first}
    return ["", f"{first}2", *wrong_case, [first], True, 3.13, None]


BAD = BAD_TEXTS | {key: bad_choices(key) for key in CHOICES}


def test_every_text_has_a_bad_answer() -> None:
    assert list(BAD) == ASKED


@pytest.mark.parametrize(
    ("key", "answer"),
    [(key, answer) for key, answers in BAD.items() for answer in answers],
    ids=lambda value: ascii(value)[:20],
)
def test_a_bad_answer_is_rejected_in_one_sentence(key: str, answer: object) -> None:
    problems = list(pre.problems(GOOD | {key: answer}))

    assert len(problems) == 1
    assert problems[0].startswith(key)
    assert problems[0].endswith(".")
    assert problems[0].isascii()
    assert problems[0].isprintable()


@pytest.mark.parametrize("missing", ASKED)
def test_a_missing_answer_is_rejected(missing: str) -> None:
    answers = {key: answer for key, answer in GOOD.items() if key != missing}

    assert len(list(pre.problems(answers))) == 1


def test_the_defaults_are_accepted() -> None:
    assert list(pre.problems(GOOD)) == []


def test_all_problems_are_reported_together() -> None:
    problems = list(pre.problems(GOOD | {"driver": "mysql", "author_email": "nobody"}))

    assert [problem.split()[0] for problem in problems] == ["author_email", "driver"]


@pytest.mark.parametrize("slug", ["a", "a1", "order-desk", "order_desk-2", "a" * 40])
def test_a_good_slug_is_accepted(slug: str) -> None:
    assert list(pre.problems(GOOD | {"project_slug": slug})) == []


def test_every_dependency_is_rejected_as_slug() -> None:
    source = TEMPLATE.joinpath("pyproject.toml").read_text("utf-8")
    pyproject = tomllib.loads(source)
    groups = [
        pyproject["project"]["dependencies"],
        *pyproject["project"]["optional-dependencies"].values(),
        pyproject["dependency-groups"]["dev"],
    ]
    names = {line.split(">")[0].split("[")[0] for group in groups for line in group}

    assert [name for name in names if not list(pre.slug_problems(name))] == []


def test_every_folder_of_the_template_is_rejected_as_slug() -> None:
    folders = {path.name for path in TEMPLATE.iterdir() if path.is_dir()}
    visible = {name for name in folders if name[0] not in "._"}

    assert [name for name in visible if not list(pre.slug_problems(name))] == []


def test_the_hook_has_the_choices_of_cookiecutter_json() -> None:
    assert {key: choices(key) for key in CHOICES} == pre.CHOICES
    assert set(pre.MAX_WIDTH) == set(ASKED) - {*CHOICES, "project_slug"}


def test_an_empty_folder_needs_no_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pre, "CONTEXT", json.dumps(GOOD))

    pre.main()

    assert list(tmp_path.iterdir()) == []
