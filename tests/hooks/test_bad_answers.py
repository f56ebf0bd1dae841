"""Bad answers are rejected from the command line, a config file and a replay file."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner
from cookiecutter.cli import main
from support.answers import (
    ASYNC_WORD,
    BAD_CONFIG,
    BAD_FLAGS,
    BAD_REPLAY,
    BY_COOKIECUTTER,
    GOOD_SLUG,
    PSYCOPG,
    SHAPE,
)
from support.bake_errors import no_logging
from support.variants import Bake, contents, rendered


class Command(Protocol):
    """Runs the cookiecutter command with some arguments."""

    def __call__(
        self, output: Path, *words: str | Path
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def command(template: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return the command, which runs in this process: starting Python takes longer."""

    def run(output: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
        typed = [str(word) for word in (template, "--output-dir", output, *words)]
        with no_logging():
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


Source = Callable[[Path, dict[str, Any]], list[str | Path]]
BAD: list[tuple[Source, str, Any, str]] = [
    *((flags, *bad) for bad in BAD_FLAGS),
    *((config_file, *bad) for bad in BAD_CONFIG),
    *((replay_file, *bad) for bad in BAD_REPLAY),
]


def in_words(parameter: object) -> str:
    return getattr(parameter, "__name__", ascii(parameter)[:24])


def case(bad: tuple[Source, str, Any, str]) -> str:
    source, key, answer, _ = bad
    return f"{in_words(source)} {key} {in_words(answer)}"


@pytest.mark.parametrize(("source", "key", "answer", "rule"), BAD, ids=map(case, BAD))
def test_a_bad_answer_is_rejected_and_no_file_is_written(
    tmp_path: Path,
    command: Command,
    source: Source,
    key: str,
    answer: object,
    rule: str,
) -> None:
    output, home = tmp_path / "folder" / "output", tmp_path / "home"
    for folder in (output, home):
        folder.mkdir(parents=True)
    folders_in_the_slug = {"a/b": ["a"], "a/b/c": ["a", "a/b"]}.get(str(answer), [])

    run = command(output, *source(home, GOOD_SLUG | {key: answer}))

    assert run.returncode == 1
    errors = [line for line in run.stderr.splitlines() if line.startswith("ERROR:")]
    assert errors == [f"ERROR: {key} {rule}"]
    assert sorted((tmp_path / "folder").rglob("*")) == [
        output,
        *(output / folder for folder in folders_in_the_slug),
    ]


@pytest.mark.parametrize("name", ["My async worker", "await more", "The AsyncApi"])
def test_a_name_with_async_words_is_rejected_for_psycopg(
    tmp_path: Path, command: Command, name: str
) -> None:
    found = re.search(r"async |await |Async", name)
    assert found

    run = command(
        tmp_path / "output", *flags(tmp_path, PSYCOPG | {"project_name": name})
    )

    assert run.returncode == 1
    assert f"ERROR: project_name {ASYNC_WORD.format(ascii(found[0]))}" in run.stderr
    assert list((tmp_path / "output").iterdir()) == []


@pytest.mark.parametrize(("answer", "message"), BY_COOKIECUTTER, ids=in_words)
def test_cookiecutter_itself_rejects_an_answer_and_no_file_is_written(
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
def test_a_wrong_choice_in_a_config_file_is_a_warning(
    tmp_path: Path, command: Command, bake: Bake, key: str, answer: str
) -> None:
    """Cookiecutter uses the defaults from there on. A hook cannot see that."""
    answers = {"author_name": "Ann", key: answer, "pool_profile": "serverless"}

    with pytest.warns(UserWarning, match=f"default received: {answer} provided for"):
        run = command(tmp_path / "output", *config_file(tmp_path, answers))

    assert run.returncode == 0
    assert contents(tmp_path / "output/my-service") == contents(
        bake(tmp_path / "defaults", {"author_name": "Ann"})
    )


def test_an_absolute_slug_is_rejected(tmp_path: Path, command: Command) -> None:
    slug = f"{tmp_path}/elsewhere/service"

    run = command(tmp_path / "output", "--no-input", f"project_slug={slug}")

    assert run.returncode == 1
    assert f"ERROR: project_slug {SHAPE.format(ascii(slug))}" in run.stderr
    assert list(tmp_path.rglob("*")) == [tmp_path / "elsewhere"]


def test_an_empty_slug_removes_no_folder(tmp_path: Path, command: Command) -> None:
    output = tmp_path / "made" / "together"
    output.mkdir(parents=True)

    run = command(output, "--no-input", "--overwrite-if-exists", "project_slug=")

    assert run.returncode == 1
    assert output.is_dir()


def test_an_empty_folder_of_the_user_is_kept(tmp_path: Path, command: Command) -> None:
    output = tmp_path / "output"
    (output / "empty").mkdir(parents=True)

    run = command(output, "--no-input", "project_slug=empty/new")

    assert run.returncode == 1
    assert [path.name for path in output.rglob("*")] == ["empty"]


@pytest.mark.parametrize("source", [flags, config_file, replay_file], ids=in_words)
def test_good_answers_give_the_same_project_from_every_source(
    tmp_path: Path, command: Command, bake: Bake, source: Source
) -> None:
    run = command(tmp_path / "output", *source(tmp_path, {"author_email": "ann@b.c"}))

    assert run.returncode == 0, run.stderr
    assert contents(tmp_path / "output/my-service") == contents(
        bake(tmp_path / "same", {"author_email": "ann@b.c"})
    )
