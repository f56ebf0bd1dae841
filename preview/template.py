"""The files of the template: of the working tree, or of a commit."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias

QUESTIONS = "cookiecutter.json"
PROJECT = "{{cookiecutter.project_slug}}"
PARTS = (QUESTIONS, "hooks", PROJECT)
"""What cookiecutter reads."""


@dataclass(frozen=True)
class File:
    content: bytes
    is_executable: bool = False

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls(path.read_bytes(), bool(path.stat().st_mode & 0o100))


Template: TypeAlias = Mapping[str, File]
"""Each file by its path in the repository."""


class NoTemplateError(Exception):
    """There is no template to read. The message says why, and what to do."""


def in_working_tree(repository: Path) -> Template:
    """Return the template with all changes, but without files that git ignores."""
    names = _git(
        repository, "ls-files", "-z", "-co", "--exclude-standard", "--", *PARTS
    )
    paths = {name: repository / name for name in _split(names)}
    return {
        name: File.read(path)
        for name, path in paths.items()
        if path.is_file()  # git also lists deleted files
    }


def at_commit(repository: Path, commit: str) -> Template:
    """Return the template of a commit, from git's objects.

    Raises NoTemplateError if the repository has no such commit, or the commit no
    template.
    """
    lines = [
        line.partition("\t")
        for line in _split(
            _git(repository, "ls-tree", "-r", "-z", f"{commit}^{{commit}}", *PARTS)
        )
    ]
    if QUESTIONS not in {name for _, _, name in lines}:
        raise NoTemplateError(f"{commit} has no {QUESTIONS}: choose a later commit.")
    objects = _objects(repository, [entry.split()[2] for entry, _, _ in lines])
    return {
        name: File(content, entry.startswith("100755"))
        for (entry, _, name), content in zip(lines, objects, strict=True)
    }


def _objects(repository: Path, hashes: list[str]) -> list[bytes]:
    """Return the contents of objects of git."""
    output = _git(repository, "cat-file", "--batch", stdin="\n".join(hashes))
    contents, start = [], 0
    for _ in hashes:
        head, _, rest = output[start:].partition(b"\n")
        size = int(head.split()[2])
        contents.append(rest[:size])
        start += len(head) + size + 2  # two line breaks
    return contents


def _split(output: bytes) -> list[str]:
    return [name for name in output.decode().split("\0") if name]


def _git(repository: Path, *arguments: str, stdin: str = "") -> bytes:
    done = subprocess.run(
        ["git", *arguments],
        cwd=repository,
        input=stdin.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        problem = done.stderr.decode().strip().splitlines()[-1]
        raise NoTemplateError(f"git {arguments[0]}: {problem}")
    return done.stdout
