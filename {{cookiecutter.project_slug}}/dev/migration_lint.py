"""Checks new migrations for dangers to a database in use, such as long locks.

    python -m dev.migration_lint [REF]

A migration is new if it is not in the commit REF. By default, that is the commit of
main that this branch started from.
"""

import io
import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import Script, ScriptDirectory

from dev.postgres import PROJECT

MAIN = ("origin/main", "main")
NO_MAIN = (
    "This branch did not start from main or origin/main, so git cannot tell which "
    "migrations are new. Type the branch or commit to compare with instead of REF: "
    "make migration-lint since=REF"
)
NOT_CHECKED = (
    "Revision {revision} was checked only up to the first line that reads from the "
    "database, or fails for another reason: {error}"
)


def main(arguments: list[str], project: Path = PROJECT) -> int | str:
    """Return squawk's exit status, or why it could not run."""
    try:
        ref = arguments[0] if arguments else start_of_branch(project)
        if ref is None:
            return NO_MAIN
        known = files_of(ref, project)
    except subprocess.CalledProcessError as error:
        return f"git cannot tell which migrations are new: {error.stderr.strip()}"
    config = Config(toml_file=project / "pyproject.toml")
    new = revisions_without(known, config)
    if not new:
        print(f"No migration is newer than {ref}.")
        return 0
    print(f"Newer than {ref}: {', '.join(script.revision for script in new)}.")
    return squawk("".join(sql_of(script, config) for script in new), project)


def start_of_branch(project: Path) -> str | None:
    """Return the commit of main that this branch started from, or None.

    Raises CalledProcessError in a folder without git.
    """
    git(project, "rev-parse", "--git-dir")
    for name in MAIN:
        try:
            return git(project, "merge-base", "HEAD", name)
        except subprocess.CalledProcessError:
            continue
    return None


def files_of(ref: str, project: Path) -> set[str]:
    """Return the files of a commit."""
    return set(git(project, "ls-tree", "-r", "--name-only", ref).splitlines())


def git(project: Path, *arguments: str) -> str:
    """Return git's output. Raises CalledProcessError if git fails."""
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def revisions_without(known: set[str], config: Config) -> list[Script]:
    """Return the revisions that are not among the known files, oldest first."""
    names = {Path(file).name for file in known}
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script for script in scripts if Path(script.path).name not in names][::-1]


def sql_of(new: Script, config: Config) -> str:
    """Return the SQL that upgrades a database by this revision.

    The SQL of a revision that reads ends there: without a database, reading fails.
    """
    output = config.output_buffer = io.StringIO()
    scripts = ScriptDirectory.from_config(config)
    step = MigrationStep.upgrade_from_script(scripts.revision_map, new)
    with EnvironmentContext(
        config,
        scripts,
        as_sql=True,
        fn=lambda *_: [step],
        starting_rev=new.down_revision,
    ):
        try:
            scripts.run_env()
        except Exception as error:
            print(NOT_CHECKED.format(revision=new.revision, error=error))
            output.write("COMMIT;\n")
    return output.getvalue()


def squawk(sql: str, project: Path) -> int:
    """Return the exit status of squawk, whose settings are in .squawk.toml."""
    done = subprocess.run(
        [Path(sys.executable).with_name("squawk"), "--stdin-filepath=migrations.sql"],
        cwd=project,
        input=sql,
        text=True,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
