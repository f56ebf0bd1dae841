"""Keep what the answers chose, make the source sync for psycopg, say what is next.

Cookiecutter renders this file, then runs it in the new project's folder. It changes
only files that this run rendered: pre_gen_project.py noted what was there before.
"""

import json
import re
import shlex
import sys
from pathlib import Path

CONTEXT = r"""{{ cookiecutter | jsonify }}"""
SNAPSHOT = Path(".files-before-baking.json")

TAG = re.compile(r"@([a-z0-9_]+)")
DRIVERS = {"asyncpg", "psycopg"}
COLOUR = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")

NEXT_STEPS = """
Your service is ready. Next:

    cd {folder}
    make run     # PostgreSQL, migrations, server: http://127.0.0.1:8000/docs
    make test    # its tests, on a PostgreSQL of their own
"""


def tags(path: Path) -> set[str]:
    """The choices that a file's name asks for: session@asyncpg@soft.py has two."""
    return set(TAG.findall(path.name))


def rendered_files(project: Path) -> list[Path]:
    """The tagged and the Python files that are new, or changed since the other hook."""
    before = json.loads(SNAPSHOT.read_text("utf-8")) if SNAPSHOT.exists() else {}
    SNAPSHOT.unlink(missing_ok=True)
    files = [path for path in project.rglob("*") if tags(path) or path.suffix == ".py"]
    return [
        path
        for path in sorted(files)
        if path.is_file() and path.stat().st_mtime_ns != before.get(path.as_posix())
    ]


def remove(path: Path) -> None:
    """Remove a file, and the folders that this leaves empty."""
    path.unlink()
    for folder in path.parents[:-1]:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def keep_chosen(files: list[Path], chosen: set[str]) -> dict[Path, Path]:
    """Drop the tags from the names of chosen files, remove the files not chosen."""
    kept: dict[Path, Path] = {}
    for path in files:
        final = path.with_name(TAG.sub("", path.name))
        if not tags(path) <= chosen:
            remove(path)
        elif final in kept.values():
            sys.exit(f"ERROR: two files of the template become {final}.")
        else:
            kept[path] = path.replace(final)
    return kept


def make_sync(path: Path) -> None:
    """Strip the words that make Python code async."""
    source = path.read_text("utf-8")
    path.write_text(COLOUR.sub("", source), encoding="utf-8", newline="\n")


def main() -> None:
    answers = json.loads(CONTEXT)
    kept = keep_chosen(rendered_files(Path()), set(answers["__tags"]))
    if answers["driver"] == "psycopg":
        for path, final in kept.items():
            if final.suffix == ".py" and not tags(path) & DRIVERS:
                make_sync(final)
    print(NEXT_STEPS.format(folder=shlex.quote(str(Path.cwd()))))


if __name__ == "__main__":
    main()
