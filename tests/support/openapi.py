"""The description that a baked project gives of its own API."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.project_commands import PRELOAD, child_environment

SERVE = """
import json, os, sys, traceback
import preload

def describe(project):
    os.chdir(project)
    from app.main import create_app
    return create_app().openapi()

for project in map(str.rstrip, sys.stdin):
    child = os.fork()
    if not child:
        try:
            print(json.dumps(describe(project)), flush=True)
        except BaseException:
            print(json.dumps(traceback.format_exc()), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""
"""Most of the time is for importing packages, so that is done once for all projects."""


class Describer:
    """Asks projects of one environment what their APIs are, each in a new process."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self.server = server

    def document(self, project: Path) -> str:
        """Return the OpenAPI document as it would be served, a line for each value."""
        assert self.server.stdin
        assert self.server.stdout
        print(project, file=self.server.stdin, flush=True)
        described = json.loads(self.server.stdout.readline())
        assert isinstance(described, dict), described
        return json.dumps(described, indent=1)


@contextmanager
def describer(environment: Path, project: Path) -> Iterator[Describer]:
    """Start one in an environment, for projects that import what this one does."""
    server = subprocess.Popen(
        [environment / "bin" / "python", "-c", SERVE],
        cwd=project,
        env=child_environment(
            DATABASE_URL="postgresql://nobody@localhost/nothing",
            PYTHONDONTWRITEBYTECODE=1,
            PYTHONPATH=PRELOAD,
        ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        yield Describer(server)
