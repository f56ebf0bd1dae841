"""Looks for what new migrations would do to a database in use: locks, lost columns.

    python -m dev.migration_lint [REF]

New are the revisions that REF does not have: by default, where this branch left main.
"""

import io
import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from dev.postgres import PROJECT

MAIN = ("origin/main", "main")


def main(arguments: list[str], project: Path = PROJECT) -> int | str:
    """The exit status of squawk, or why it could not run."""
    try:
        ref = arguments[0] if arguments else start_of_branch(project)
        known = files_of(ref, project)
    except subprocess.CalledProcessError as error:
        return f"git cannot tell which revisions are new: {error.stderr.strip()}"
    config = Config(toml_file=project / "pyproject.toml")
    new = revisions_without(known, config)
    if not new:
        print(f"No revision is newer than {ref}.")
        return 0
    print(f"Newer than {ref}: {', '.join(script.revision for script in new)}.")
    return squawk(sql_of(new, config), project)


def start_of_branch(project: Path) -> str:
    """The commit at which this branch left main. Raises CalledProcessError."""
    for name in MAIN[:-1]:
        try:
            return git(project, "merge-base", "HEAD", name)
        except subprocess.CalledProcessError:
            continue
    return git(project, "merge-base", "HEAD", MAIN[-1])


def files_of(ref: str, project: Path) -> set[str]:
    return set(git(project, "ls-tree", "-r", "--name-only", ref).splitlines())


def git(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def revisions_without(known: set[str], config: Config) -> list[Script]:
    """The revisions that are no known file, the oldest first."""
    names = {Path(file).name for file in known}
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script for script in scripts if Path(script.path).name not in names][::-1]


def sql_of(new: list[Script], config: Config) -> str:
    base = new[0].down_revision or "base"
    config.output_buffer = io.StringIO()
    command.upgrade(config, f"{base}:{new[-1].revision}", sql=True)
    return config.output_buffer.getvalue()


def squawk(sql: str, project: Path) -> int:
    """Its settings are in .squawk.toml."""
    done = subprocess.run(
        [Path(sys.executable).with_name("squawk"), "--stdin-filepath=migrations.sql"],
        cwd=project,
        input=sql,
        text=True,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
