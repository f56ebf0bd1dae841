"""The description that a baked project gives of its own API."""

import subprocess
from pathlib import Path

from suites import variables

PRINT = """
import json
from app.main import create_app
print(json.dumps(create_app().openapi(), indent=1))
"""


def document(project: Path, environment: Path) -> str:
    """The OpenAPI document, as the service would serve it, a line for each value."""
    return subprocess.run(
        [environment / "bin" / "python", "-c", PRINT],
        cwd=project,
        env=variables(
            DATABASE_URL="postgresql://nobody@localhost/nothing",
            PYTHONDONTWRITEBYTECODE=1,
        ),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
