"""Pages with commands: reads the commands, and runs them as a reader would."""

import re
from pathlib import Path

from support.project_commands import Outcome, environment_for, mypy_cache, run


def commands(page: str) -> list[str]:
    """Return the lines of the shell blocks of a page."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def run_lines(project: Path, lines: list[str]) -> Outcome:
    """Run commands in one shell in the project, up to the first that fails."""
    environment = environment_for(project)
    shell = ["sh", "-ec", "\n".join(lines)]
    with mypy_cache(environment) as cache:
        done = run(shell, project, environment, MYPY_CACHE_DIR=cache)
    assert done.code == 0, done.output
    return done
