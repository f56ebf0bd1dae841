"""Creates template repositories, and projects that cruft creates and updates."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.project_commands import REPOSITORY
from support.variants import contents

BIN = Path(sys.executable).parent
LOOK = re.compile(r"^git status .*?(?= {2}|$)", re.MULTILINE)
PLAIN_TRACEBACK = {"TYPER_STANDARD_TRACEBACK": "1"}
SOMEBODY = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
MAX_ERROR = 200
"""Characters shown of cruft's error, which would hold all variables."""
OF_TOOLS = (".cruft.json", ".git/")
"""Files that cruft and git add to a project."""


def run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Run a command without user settings of git and cookiecutter."""
    return subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(folder: Path) -> dict[str, str]:
    """Return an environment without user settings of git and cookiecutter."""
    kept = {key: text for key, text in os.environ.items() if key[:4] != "GIT_"}
    home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "TMPDIR"), str(folder.parent))
    path = os.pathsep.join([str(BIN), kept["PATH"]])
    return kept | home | {"GIT_CONFIG_NOSYSTEM": "1", "PATH": path, **PLAIN_TRACEBACK}


def git(folder: Path, *words: object) -> str:
    done = run(folder, "git", *SOMEBODY, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, *options: str) -> None:
    """Commit all files. Creates the repository if there is none."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", *options)
    git(folder, "commit", "--quiet", "--message=A step")


def publish(template: Path, repository: Path) -> Path:
    """Commit the template as the new content of its repository."""
    if repository.exists():
        git(repository, "rm", "-r", "--quiet", ".")
    shutil.copytree(template, repository, dirs_exist_ok=True)
    commit(repository, "--force")  # .gitignore is part of the template
    return repository


def create(repository: Path, folder: Path, answers: Mapping[str, Any]) -> Path:
    """Create a project in a new folder with cruft."""
    folder.mkdir()
    context = f"--extra-context={json.dumps(dict(answers))}"
    run_cruft(folder, "create", "--no-input", context, repository)
    return next(folder.glob("*/.cruft.json")).parent


def update(project: Path, *options: str) -> str:
    """Update a project and return cruft's output. Conflicts are no error for cruft."""
    return run_cruft(project, "update", "--skip-apply-ask", *options)


def run_cruft(folder: Path, *words: object) -> str:
    """Run cruft and return its output. On failure, show only the end of its errors."""
    done = run(folder, "cruft", *words)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        pytest.fail(f"cruft {words[0]} failed: {''.join(last)[:MAX_ERROR]}", False)
    return done.stdout


def conflicts(project: Path) -> str:
    """Return the files that were not merged, found as both READMEs say."""
    commands = LOOK.findall((project / "README.md").read_text("utf-8"))
    assert commands == LOOK.findall((REPOSITORY / "README.md").read_text("utf-8"))
    return run(project, "sh", "-c", *commands).stdout


def own_files(project: Path) -> dict[str, bytes]:
    """Return the project's files without those of cruft and git."""
    files = contents(project)
    return {name: files[name] for name in files if not name.startswith(OF_TOOLS)}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} must be in {file} once"
    file.write_text(text.replace(old, new), encoding="utf-8")
