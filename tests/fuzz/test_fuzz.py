"""No request, however odd, gets a response that the API document does not describe.

`make fuzz` runs schemathesis over two variants that differ in every option but the
example. It is too slow for each change, so it is part of the nightly jobs.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.project_commands import REPOSITORY, environment_for
from support.running_service import running_service
from support.variants import OPPOSITES, VARIANTS, Project, default_with

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = os.environ.get("EXAMPLES", "20")
"""The number of requests for each operation, and for each kind of test."""
OPPOSITE = default_with(**{**VARIANTS[OPPOSITES[1]].answers, "example": True})


@pytest.mark.check("fuzz")
@pytest.mark.parametrize("name", [default_with(), OPPOSITE])
def test_each_response_is_one_that_the_api_document_describes(
    project_named: Callable[[str], Project], name: str, tmp_path: Path
) -> None:
    project = project_named(name).folder
    reports = REPOSITORY / "build" / "fuzz" / name
    log = tmp_path / "service.log"

    with running_service(project, environment_for(project), log) as url:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                *("--no-color", "--config-file", CONFIG, "run", f"{url}/openapi.json"),
                *("--max-examples", EXAMPLES, "--continue-on-failure"),
                *("--report", "html,junit", "--report-dir", reports),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in log.read_text()
