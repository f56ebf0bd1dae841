"""A small template in a repository of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from support.variants import ROOT, template_files

from preview.template import PROJECT, QUESTIONS, File, Template

WriteTemplate: TypeAlias = Callable[[Mapping[str, str | None]], None]

OPTIONS = {
    "project_slug": "service",
    "driver": ["asyncpg", "psycopg"],
    "soft_delete": True,
    "license": ["MIT", "BSD"],
    "__tags": [
        "{{ cookiecutter.driver }}",
        "{{ 'soft' if cookiecutter.soft_delete else 'hard' }}",
    ],
    "_jinja2_env_vars": {
        "block_start_string": "# {%",
        "block_end_string": "%}",
        "comment_start_string": "# {#",
        "comment_end_string": "#}",
        "trim_blocks": True,
    },
    "_copy_without_render": [],
}
FILES = {
    "README.md": "{{ cookiecutter.license }}\n",
    "app/main.py": "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
    "app/session.py": "async def open(): ...\n",
    "app/purge@soft.py": "async def purge(): ...\n",
}


def git(folder: Path, *arguments: str) -> None:
    who = {
        f"GIT_{role}_{part}": "test@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=os.environ | who,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def whole_template() -> Template:
    """Return the template that the other checks bake, which may be no repository."""
    paths = [ROOT / QUESTIONS, *(ROOT / "hooks").glob("*.py"), *template_files()]
    return {path.relative_to(ROOT).as_posix(): File.read(path) for path in paths}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose branch main has a template of a few files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / QUESTIONS).write_text(json.dumps(OPTIONS))
    (tmp_path / "hooks").mkdir()
    shutil.copy(ROOT / "hooks/post_gen_project.py", tmp_path / "hooks")
    (tmp_path / "hooks/pre_gen_project.py").touch()
    write(tmp_path, FILES)
    (tmp_path / ".gitignore").write_text("*.log\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=first")
    return tmp_path


@pytest.fixture
def write_template(repository: Path) -> WriteTemplate:
    """Return a function that writes files of the template, or removes them."""
    return lambda files: write(repository, files)


def write(repository: Path, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = repository / PROJECT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
