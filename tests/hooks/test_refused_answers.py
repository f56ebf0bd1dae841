"""Answers that are refused on every way in: a flag, a config file, a replay file."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner
from cookiecutter.cli import main
from support.answers import (
    BAD_CONFIG,
    BAD_FLAGS,
    BAD_REPLAY,
    BY_COOKIECUTTER,
    COLOUR,
    GOOD_SLUG,
    PSYCOPG,
    SHAPE,
)
from support.variants import Bake, contents, rendered


class Command(Protocol):
    """Runs cookiecutter as a user does, with answers from the command line or files."""

    def __call__(
        self, output: Path, *words: str | Path
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def command(template: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """The command itself, in this process: starting Python is most of a refusal."""

    def run(output: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
        typed = [str(word) for word in (template, "--output-dir", output, *words)]
        done = CliRunner().invoke(main, typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            print(f"{type(done.exception).__name__}: {done.exception}")
        of_hooks = capfd.readouterr()
        return subprocess.CompletedProcess(
            typed,
            done.exit_code,
            stdout=done.stdout + of_hooks.out,
            stderr=done.stderr + of_hooks.err,
        )

    return run


def flags(folder: Path, answers: dict[str, Any]) -> list[str | Path]:
    return ["--no-input", *(f"{key}={answer}" for key, answer in answers.items())]


def config_file(folder: Path, answers: dict[str, Any]) -> list[str | Path]:
    places = {key: str(folder / key) for key in ("cookiecutters_dir", "replay_dir")}
    path = folder / "config.json"
    path.write_text(json.dumps(places | {"default_context": answers}))
    return ["--no-input", "--config-file", path]


def replay_file(folder: Path, answers: dict[str, Any]) -> list[str | Path]:
    path = folder / "replay.json"
    path.write_text(json.dumps({"cookiecutter": rendered({}) | answers}))
    return ["--replay-file", path]


Way = Callable[[Path, dict[str, Any]], list[str | Path]]
BAD: list[tuple[Way, str, Any, str]] = [
    *((flags, *bad) for bad in BAD_FLAGS),
    *((config_file, *bad) for bad in BAD_CONFIG),
    *((replay_file, *bad) for bad in BAD_REPLAY),
]


def in_words(parameter: object) -> str:
    return getattr(parameter, "__name__", ascii(parameter)[:24])


def case(bad: tuple[Way, str, Any, str]) -> str:
    way, key, answer, _ = bad
    return f"{in_words(way)} {key} {in_words(answer)}"


@pytest.mark.parametrize(("way", "key", "answer", "rule"), BAD, ids=map(case, BAD))
def test_a_bad_answer_is_named_with_what_to_do_and_leaves_nothing(
    tmp_path: Path, command: Command, way: Way, key: str, answer: object, rule: str
) -> None:
    output, home = tmp_path / "folder" / "output", tmp_path / "home"
    for folder in (output, home):
        folder.mkdir(parents=True)

    run = command(output, *way(home, GOOD_SLUG | {key: answer}))

    assert run.returncode == 1
    said = [line for line in run.stderr.splitlines() if line.startswith("ERROR:")]
    assert said == [f"ERROR: {key} {rule}"]
    assert list((tmp_path / "folder").rglob("*")) == [output]


@pytest.mark.parametrize("name", ["My async worker", "await more", "The AsyncApi"])
def test_a_name_that_psycopg_would_be_stripped_of_words_is_refused(
    tmp_path: Path, command: Command, name: str
) -> None:
    found = re.search(r"async |await |Async", name)
    assert found

    run = command(
        tmp_path / "output", *flags(tmp_path, PSYCOPG | {"project_name": name})
    )

    assert run.returncode == 1
    assert f"ERROR: project_name {COLOUR.format(ascii(found[0]))}" in run.stderr
    assert list((tmp_path / "output").iterdir()) == []


@pytest.mark.parametrize(("answer", "message"), BY_COOKIECUTTER, ids=in_words)
def test_what_cookiecutter_refuses_leaves_nothing(
    tmp_path: Path, command: Command, answer: str, message: str
) -> None:
    output = tmp_path / "output"
    output.mkdir()

    run = command(output, "--no-input", "project_slug=my-service", answer)

    assert run.returncode == 1
    assert message in run.stdout + run.stderr
    assert list(output.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "answer"),
    [("driver", "mysql"), ("soft_delete", "perhaps"), ("python_version", "3.10")],
)
def test_a_wrong_choice_in_a_config_file_is_warned_of_and_ends_its_answers(
    tmp_path: Path, command: Command, bake: Bake, key: str, answer: str
) -> None:
    """Cookiecutter bakes defaults instead, which no hook can tell from answers."""
    answers = {"author_name": "Ann", key: answer, "pool_profile": "serverless"}

    with pytest.warns(UserWarning, match=f"default received: {answer} provided for"):
        run = command(tmp_path / "output", *config_file(tmp_path, answers))

    assert run.returncode == 0
    assert contents(tmp_path / "output/my-service") == contents(
        bake(tmp_path / "defaults", {"author_name": "Ann"})
    )


def test_an_absolute_slug_leaves_nothing(tmp_path: Path, command: Command) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    hour_ago = kept.stat().st_mtime - 3600
    os.utime(kept, (hour_ago, hour_ago))
    slug = f"{kept}/new/service"

    run = command(tmp_path / "output", "--no-input", f"project_slug={slug}")

    assert run.returncode == 1
    assert f"ERROR: project_slug {SHAPE.format(ascii(slug))}" in run.stderr
    assert list(kept.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_an_empty_slug_removes_no_folder(tmp_path: Path, command: Command) -> None:
    output = tmp_path / "made" / "together"
    output.mkdir(parents=True)

    run = command(output, "--no-input", "--overwrite-if-exists", "project_slug=")

    assert run.returncode == 1
    assert output.is_dir()


def test_a_refused_bake_keeps_the_folders_of_the_user(
    tmp_path: Path, command: Command
) -> None:
    output = tmp_path / "output"
    empty = output / "empty"
    empty.mkdir(parents=True)
    os.utime(empty, (1, 1))

    run = command(output, "--no-input", "project_slug=empty/new")

    assert run.returncode == 1
    assert [path.name for path in output.rglob("*")] == ["empty"]


@pytest.mark.parametrize("way", [flags, config_file, replay_file], ids=in_words)
def test_good_answers_are_baked_alike_on_every_way_in(
    tmp_path: Path, command: Command, bake: Bake, way: Way
) -> None:
    run = command(tmp_path / "output", *way(tmp_path, {"author_email": "ann@b.c"}))

    assert run.returncode == 0, run.stderr
    assert contents(tmp_path / "output/my-service") == contents(
        bake(tmp_path / "same", {"author_email": "ann@b.c"})
    )
