"""Shortcuts that make the tests faster and change nothing else.

Each says what it saved when it was measured, on two processors. All of them can be
deleted together: `tests/conftest.py` has `support.speed` in `pytest_plugins`,
`project_commands.py` and `route_tests.py` add the options, and
`checks/test_5_openapi.py` would start a Python for each document.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cookiecutter import generate
from jinja2 import Environment, FileSystemBytecodeCache

PLAIN_ASSERTS = "--assert=plain"
"""Do not rewrite asserts in a project's own tests.

Saves a tenth of a suite's time. A failure then shows no values: run `make test` in the
baked project to see them.
"""

PRELOAD = Path(__file__).parent / "preload"
"""The folder of the pytest plugin `preload`, for PYTHONPATH.

It imports packages before coverage traces them: saves 2 to 3 CPU seconds a suite.
"""


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Have Jinja compile each file of the template once for all bakes of a worker.

    A bake takes 0.1 seconds instead of 0.4.
    """
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))
    create = generate.create_env_with_context

    def create_with_cache(context: dict[str, Any]) -> Environment:
        environment: Environment = create(context)
        environment.bytecode_cache = cache
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate, "create_env_with_context", create_with_cache)
        yield


FORK_SERVER = """
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
"""A Python program that prints the OpenAPI document of each project it reads.

It imports the packages once and forks for each project: the documents of 32 projects
take 25 seconds instead of 62.
"""


class OpenAPIServer:
    """Returns the OpenAPI documents of projects that share an environment."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def document(self, project: Path) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        print(project, file=self.process.stdin, flush=True)
        document: dict[str, Any] | str = json.loads(self.process.stdout.readline())
        if isinstance(document, str):
            pytest.fail(f"{project} has no OpenAPI document:\n{document}", False)
        return document


@contextmanager
def openapi_server(
    python: Path, project: Path, env: dict[str, str]
) -> Iterator[OpenAPIServer]:
    """Start a server that preloads the packages which this project imports."""
    with subprocess.Popen(
        [python, "-c", FORK_SERVER],
        cwd=project,
        env=env | {"PYTHONPATH": str(PRELOAD)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield OpenAPIServer(process)
