"""A project stays, whatever becomes of the text that the hook prints at the end."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.project_commands import child_environment

BAKE = '"$0" -m cookiecutter "$1" --no-input --output-dir "$2"'


def bake_in_shell(
    template: Path, folder: Path, how: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Bake with a shell command, in which {bake} runs cookiecutter."""
    return subprocess.run(
        ["sh", "-c", how.format(bake=BAKE), sys.executable, str(template), str(folder)],
        env=child_environment(**variables),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


@pytest.mark.parametrize(
    "how",
    ["{bake} | true", "{bake} >&-", "{bake} >/dev/full", "{bake} </dev/null >&- 2>&-"],
    ids=["closed pipe", "closed", "full disk", "all closed"],
)
def test_a_project_stays_if_nothing_can_be_printed(
    template: Path, tmp_path: Path, how: str
) -> None:
    done = bake_in_shell(template, tmp_path, how)

    assert "Traceback" not in done.stderr
    assert (tmp_path / "my-service" / "app" / "main.py").exists()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_the_next_steps_are_printed_in_any_encoding(
    template: Path, tmp_path: Path, encoding: str
) -> None:
    folder = tmp_path / "größe \N{SNOWMAN}"

    done = bake_in_shell(
        template, folder, "{bake} | cat", PYTHONIOENCODING=f"{encoding}:strict"
    )

    assert done.stderr == ""
    assert "git init -b main" in done.stdout
    assert (folder / "my-service" / "app" / "main.py").exists()
