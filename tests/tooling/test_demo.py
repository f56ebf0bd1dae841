"""`make demo`: the answers from make's command line, and the steps it runs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import demo
import pytest
from support.variants import OPTIONS, ROOT, default_with

TOOL = """#!/bin/sh
echo "$(basename "$0") $*|$PWD|$MAKEFLAGS" >> "$LOG"
[ "$*" != "$BROKEN" ]
"""
Demo = Callable[..., tuple[subprocess.CompletedProcess[str], list[list[str]]]]


@pytest.fixture
def run_demo(tmp_path: Path, template: Path) -> Demo:
    """Run the demo of a copy of this repository. Its steps are logged, not run."""
    copy = tmp_path / "copy"
    shutil.copytree(template, copy)
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    for tool in ("make", "uv"):
        path = tmp_path / "bin" / tool
        path.parent.mkdir(exist_ok=True)
        path.write_text(TOOL)
        path.chmod(0o755)
    log = tmp_path / "log"
    log.touch()

    def run(
        makeflags: str, broken: str = "nothing"
    ) -> tuple[subprocess.CompletedProcess[str], list[list[str]]]:
        more = {
            "BROKEN": broken,
            "HOME": str(tmp_path),
            "LOG": str(log),
            "MAKEFLAGS": makeflags,
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
        }
        finished = subprocess.run(
            [sys.executable, copy / "scripts" / "demo.py"],
            env=os.environ | more,
            capture_output=True,
            text=True,
            check=False,
        )
        return finished, [line.split("|") for line in log.read_text().splitlines()]

    return run


@pytest.mark.parametrize(
    ("makeflags", "answers"),
    [
        ("", {}),
        (" -j2 --jobserver-auth=3,4", {}),
        ("w -- driver=psycopg", {"driver": "psycopg"}),
        (
            r" -- project_name=O'Brien\ $$5\ #x\ a=b soft_delete=no",
            {"project_name": "O'Brien $5 #x a=b", "soft_delete": "no"},
        ),
    ],
)
def test_answers_are_read_from_makes_command_line(
    makeflags: str, answers: dict[str, str]
) -> None:
    assert demo.variables(makeflags) == answers


def test_an_unknown_option_is_rejected_with_the_list_of_options() -> None:
    with pytest.raises(SystemExit) as stop:
        demo.check_keys({"driver": "psycopg", "sofdelete": "yes"})

    assert "sofdelete" in str(stop.value)
    for key in OPTIONS:
        assert (f" {key}" in str(stop.value)) == (key[0] != "_")


def test_it_bakes_installs_tests_and_starts(run_demo: Demo, tmp_path: Path) -> None:
    finished, steps = run_demo(r" -- driver=psycopg project_name=Order\ Desk")

    project = tmp_path / "copy/build" / default_with(driver="psycopg") / "order-desk"
    assert finished.returncode == 0, finished.stderr
    assert steps == [
        [command, str(project), ""] for command in ("uv sync", "make test", "make run")
    ]
    assert (project / "pyproject.toml").is_file()
    assert "http://127.0.0.1:8000/docs" in finished.stdout
    assert str(project) in finished.stdout


def test_it_bakes_over_an_earlier_bake(run_demo: Demo, tmp_path: Path) -> None:
    project = tmp_path / "copy/build" / default_with() / "my-service"
    run_demo("")
    (project / "app" / "main.py").write_text("")
    (project / ".venv").mkdir()

    finished, _ = run_demo("")

    assert finished.returncode == 0, finished.stderr
    assert (project / "app" / "main.py").read_text() != ""
    assert (project / ".venv").is_dir()


@pytest.mark.parametrize(
    ("broken", "last"), [("sync", "install it"), ("test", "run its tests")]
)
def test_a_failed_step_ends_the_demo(run_demo: Demo, broken: str, last: str) -> None:
    finished, steps = run_demo("", broken)

    assert finished.returncode == 1
    assert f"ERROR: '{last}' failed" in finished.stderr
    assert steps[-1][0].endswith(broken)


@pytest.mark.parametrize(
    ("makeflags", "complaint"),
    [
        (" -- driver=mysql", "mysql"),
        (" -- soft_delete=perhaps", "perhaps"),
        (" -- project_slug=json", "project_slug"),
        (" -- sofdelete=yes", "sofdelete"),
    ],
)
def test_a_bad_answer_is_rejected_in_one_sentence_without_traceback(
    run_demo: Demo, makeflags: str, complaint: str
) -> None:
    finished, steps = run_demo(makeflags)

    assert finished.returncode == 1
    assert complaint in finished.stderr.splitlines()[0]
    assert "Traceback" not in finished.stderr
    assert steps == []
