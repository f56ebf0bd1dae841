"""A mistake in the template or on the command line is explained in a few lines."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.openapi import differences
from support.run_tests import run_tests
from support.updates import replace
from support.variants import ROOT, TEMPLATE, VARIANTS, copy_template, default_with

LARGE = default_with(pool_profile="high_traffic")
ONLY_SYNC = [
    f"--variants={default_with(driver='psycopg')}",
    "--only-these-variants",
]
ONLY_LARGE = [f"--variants={LARGE}", "--only-these-variants"]
MAIN = f"{TEMPLATE.name}/app/main.py"
HOOK = "hooks/post_gen_project.py"
START = "\ndef main() -> None:\n"
MAX_OUTPUT = 1000
"""Characters that pytest may print for a failing test."""
TITLE = '"{{ cookiecutter.project_name }}"'
WITHOUT_COMMA = (
    "async def _attempt(\n"
    "    session_maker: AsyncSessionMaker,\n    work: UnitOfWork[ResultT],\n)",
    "async def _attempt(\n"
    "    session_maker: AsyncSessionMaker, work: UnitOfWork[ResultT]\n)",
)
"""Formatted for async. The sync code is shorter, and needs the comma for its lines."""
Broken = Callable[[str, str, str], Path]


@pytest.fixture(autouse=True)
def ci_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set variables of a CI server, with which pytest would print more."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Copy the template and replace a text in one of its files."""

    def broken(file: str, old: str, new: str) -> Path:
        copy = copy_template(tmp_path / "template")
        replace(copy / file, old, new)
        return copy

    return broken


def test_an_unknown_variable_fails_one_test_with_its_place(broken: Broken) -> None:
    template = broken(MAIN, TITLE, "{{ cookiecutter.soft_delte }}")

    done = run_tests(template, "tests/template/test_variables.py")

    [line] = [line for line in done.stdout.splitlines() if "is not defined" in line]
    assert re.fullmatch(
        r"app/main.py:\d+: cookiecutter.soft_delte is not defined."
        r" Do you mean cookiecutter.soft_delete\?",
        line,
    )
    assert len(done.stdout) < MAX_OUTPUT


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (MAIN, TITLE, "{{ cookiecutter.x }}", r"app/main.py:\d+: .* no attribute 'x'"),
        (
            MAIN,
            TITLE,
            "{{ cookiecutter. }}",
            r"app/main.py:\d+: expected name or number",
        ),
        (HOOK, "if not tags(path) <= chosen:", "if False:", "ERROR: two files .*"),
        (HOOK, START, f"{START}    1 / 0\n", "ZeroDivisionError: division by zero"),
    ],
    ids=["variable", "syntax", "tags", "hook"],
)
def test_a_failed_bake_is_explained_in_one_line_for_each_test(
    broken: Broken, file: str, old: str, new: str, reason: str
) -> None:
    template = broken(file, old, new)

    done = run_tests(template, "tests/checks/test_1_files.py", *ONLY_LARGE)

    failed = re.findall(r"^(?:ERROR|FAILED) tests/", done.stdout, re.MULTILINE)
    lines = re.findall(
        rf"^The bake of \S+ failed: {reason}$", done.stdout, re.MULTILINE
    )
    assert len(failed) == len(lines) > 1
    assert len(done.stdout) < MAX_OUTPUT * len(lines)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (
            "app/db/engine@psycopg.py",
            "(engine: Engine, workers",
            "(engine Engine, workers",
        ),
        ("app/db/transactions.py", *WITHOUT_COMMA),
        ("app/db/engine@psycopg.py", "from math import ceil", "import os"),
    ],
    ids=["syntax", "comma", "import"],
)
def test_a_failed_check_names_the_line_of_the_template(
    broken: Broken, file: str, old: str, new: str
) -> None:
    source = f"{TEMPLATE.name}/{file}"
    template = broken(source, old, new)
    before, _, _ = (template / source).read_text("utf-8").partition(new)
    line = before.count("\n") + 1

    done = run_tests(template, "tests/checks/test_2_formats.py", *ONLY_SYNC)

    assert f" is {source}:{line}: " in done.stdout


def test_different_openapi_documents_are_explained_by_their_differences(
    broken: Broken,
) -> None:
    template = broken(MAIN, TITLE, '"{{ cookiecutter.pool_profile }}"')

    done = run_tests(template, "tests/checks/test_5_openapi.py", *ONLY_LARGE)

    line = "  info > title: 'high_traffic' instead of 'standard'\n"
    assert done.stdout.count(line) == 2
    assert len(done.stdout) < 2 * MAX_OUTPUT


@pytest.mark.parametrize("names", ["nonsense", f"{LARGE},nonsense"])
def test_an_unknown_variant_ends_pytest_with_one_sentence(names: str) -> None:
    done = run_tests(ROOT, f"--variants={names}")

    [line] = done.stderr.strip().splitlines()
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert line.startswith("ERROR: --variants: there is no variant 'nonsense'.")
    assert [name for name in VARIANTS if name not in line] == []


def test_differences_name_the_place_and_the_values() -> None:
    first = {"a": {"b": [1, {"c": 1}], "d": 1, "e": True}, "f": [1], "g": {"x": 1}}
    other = {"a": {"b": [1, {"c": 2}], "h": 1, "e": 1}, "f": [1, 2], "g": "x" * 99}

    assert differences(first, other, limit=9) == [
        "a: has also d",
        "a: lacks h",
        "a > b > 1 > c: 1 instead of 2",
        "a > e: True instead of 1",
        "f: [1] instead of [1, 2]",
        f"g: {{'x': 1}} instead of '{'x' * 59}...",
    ]
    assert differences(first, other, limit=2)[2:] == ["and 4 more"]
    assert differences(first, first) == []


def test_another_order_of_keys_is_a_difference() -> None:
    [line] = differences({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}})

    assert line == "a: has its keys in another order: b, c"
