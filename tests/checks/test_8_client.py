"""A client that a kept generator makes of the OpenAPI document can use the service."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.project_commands import REPOSITORY, child_environment, environment_for
from support.running_service import running_service
from support.variants import Project, default_with

GENERATOR = "openapi-python-client>=0.29"
CALLS = REPOSITORY / "tests" / "data" / "client_calls.py"
OPPOSITE = default_with(driver="psycopg", soft_delete=False, repository_layer=False)
NOT_GENERATED = {"GET /users/export"}
"""Its content, JSON lines, is unknown to the generator."""


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the generator, and so with the packages of its clients."""
    environment = tmp_path_factory.mktemp("generator") / "environment"
    run("uv", "venv", "--quiet", environment)
    python = environment / "bin" / "python"
    run("uv", "pip", "install", "--quiet", f"--python={python}", GENERATOR)
    return environment


def run(*command: str | Path, cwd: Path = REPOSITORY, **variables: object) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=child_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", [default_with(), OPPOSITE])
def test_a_generated_client_changes_a_user(
    project_named: Callable[[str], Project],
    name: str,
    generator: Path,
    tmp_path: Path,
) -> None:
    project = project_named(name).folder
    environment = environment_for(project)
    document, client = tmp_path / "openapi.json", tmp_path / "client"
    service_python = environment / "bin" / "python"
    generate = generator / "bin" / "openapi-python-client"

    run(service_python, "-m", "dev.openapi", document, cwd=project)
    output = run(generate, "generate", f"--path={document}", f"--output-path={client}")
    log = tmp_path / "service.log"
    with running_service(project, environment, log) as url:
        python = generator / "bin" / "python"
        printed = run(python, CALLS, url, PYTHONPATH=client)

    warned = re.findall(r"WARNING parsing (\w+ \S+)", output)
    assert {*warned} == NOT_GENERATED
    assert json.loads(printed) == {
        "names": ["Ada", "Countess"],
        "outdated": [412, "Precondition Failed"],
        "listed": 1,
        "deleted": True,
    }
