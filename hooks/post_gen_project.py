"""Keep the chosen files, make the code sync for psycopg, print the next steps.

Cookiecutter renders this file, then runs it in the new project's folder. It changes
only files that this run has written: pre_gen_project.py took a snapshot before.
"""

import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

CONTEXT = r"""{{ cookiecutter | jsonify }}"""
SNAPSHOT = Path(".files-before-baking.json")

TAG = re.compile(r"@([a-z0-9_]+)")
ASYNC = "async"
"""The tag of files that are async with each driver. It is always chosen."""

NEVER_SYNC = {"asyncpg", "psycopg", ASYNC}

ASYNC_WORD = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")
PAGES = "docs/*.md"
PYTHON_BLOCK = re.compile(r"^```python\n.*?^```$", re.DOTALL | re.MULTILINE)
WHOLE_FILE = re.compile(r".*", re.DOTALL)

TEMPORARY = re.compile(tempfile.gettempprefix() + r"[a-z0-9_]{8}")
"""The name of a folder that Python's tempfile makes."""

NEXT_STEPS = """
Your service is ready. Next:

    cd {folder}
    git init -b main
    make run     # starts PostgreSQL and the server: http://127.0.0.1:8000/docs
    make test    # runs the tests, on a PostgreSQL that only they use
"""


def tags(path: Path) -> set[str]:
    """Return the tags in a path: users@example/service@session.py has two."""
    return set(TAG.findall(path.as_posix()))


def without_tags(path: Path) -> Path:
    """Return the path that a file gets in the project."""
    return Path(TAG.sub("", path.as_posix()))


def read_snapshot() -> dict[str, int]:
    """Return the modification times of the paths that were there before baking."""
    before = json.loads(SNAPSHOT.read_text("utf-8")) if SNAPSHOT.exists() else {}
    SNAPSHOT.unlink(missing_ok=True)
    return before


def written(paths: Iterable[Path], before: dict[str, int]) -> list[Path]:
    """Return the paths that this run has written, sorted."""
    return sorted(
        path for path in paths if path.stat().st_mtime_ns != before.get(path.as_posix())
    )


def remove_caches(project: Path, caches: list[str], before: dict[str, int]) -> None:
    """Remove the caches of tools that lay in a clone of the template.

    Cookiecutter cannot leave a folder out. It can only copy it without rendering, which
    keeps it from reading the binary files as text.
    """
    for pattern in caches:
        for folder in written(project.rglob(pattern), before):
            shutil.rmtree(folder)


def rendered_files(project: Path, before: dict[str, int]) -> list[Path]:
    """Return the tagged files, the Python files and the pages that this run wrote."""
    paths = [path for path in project.rglob("*") if tags(path) or has_code(path)]
    return written(filter(Path.is_file, paths), before)


def has_code(path: Path) -> bool:
    """Whether it is a Python file, or a page with blocks of Python."""
    return path.suffix == ".py" or path.match(PAGES)


def remove(path: Path) -> None:
    """Remove a file, and the folders that become empty."""
    path.unlink()
    remove_empty_folders(path)


def move(path: Path, final: Path) -> Path:
    """Move a file, and remove the folders that become empty."""
    final.parent.mkdir(parents=True, exist_ok=True)
    path.replace(final)
    remove_empty_folders(path)
    return final


def remove_empty_folders(path: Path) -> None:
    """Remove the folders above a path, up to the first that is not empty."""
    for folder in path.parents[:-1]:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def keep_chosen(files: list[Path], chosen: set[str]) -> dict[Path, Path]:
    """Remove the files that are not chosen, and the tags from the names of the others.

    Return the old and the new path of each file that is kept.
    """
    kept: dict[Path, Path] = {}
    taken = set[Path]()
    for path in files:
        final = without_tags(path)
        if not tags(path) <= chosen:
            remove(path)
        elif final in taken:
            sys.exit(
                f"ERROR: two files of the template become {final}: correct their tags."
            )
        else:
            kept[path] = move(path, final)
            taken.add(final)
    return kept


def make_sync(path: Path) -> None:
    """Remove the words that make code async, from Python files and blocks of Python."""
    code = PYTHON_BLOCK if path.suffix == ".md" else WHOLE_FILE
    source = path.read_text("utf-8")
    sync = code.sub(lambda match: ASYNC_WORD.sub("", match[0]), source)
    path.write_text(sync, encoding="utf-8", newline="\n")


def is_rendered_for_an_update(answers: dict[str, Any], project: Path) -> bool:
    """Whether `cruft update` or `cruft diff` renders the project.

    Both render into a new temporary folder, which they delete; `cruft create` renders
    into the user's folder. Only cruft adds the answer `_commit`.
    """
    parent = project.parent
    is_temporary = TEMPORARY.fullmatch(parent.name) is not None
    return (
        "_commit" in answers
        and is_temporary
        and parent.parent == Path(tempfile.gettempdir()).resolve()
    )


def print_next_steps(project: Path) -> None:
    """Print the next steps, if they can be printed.

    If this hook failed, cookiecutter would remove the project. `print` would also fail
    at exit, when Python writes the rest of its buffer.
    """
    text = NEXT_STEPS.format(folder=shlex.quote(str(project)))
    encoding = sys.stdout.encoding if sys.stdout else "ascii"
    with suppress(OSError):
        os.write(1, text.encode(encoding, "backslashreplace"))


def main() -> None:
    answers = json.loads(CONTEXT)
    before = read_snapshot()
    remove_caches(Path(), answers["_copy_without_render"], before)
    chosen = {*answers["__tags"], ASYNC}
    kept = keep_chosen(rendered_files(Path(), before), chosen)
    if answers["driver"] == "psycopg":
        for path, final in kept.items():
            if has_code(final) and not tags(path) & NEVER_SYNC:
                make_sync(final)
    project = Path.cwd()
    if not is_rendered_for_an_update(answers, project):
        print_next_steps(project)


if __name__ == "__main__":
    main()
