"""The commands of a project's CI: what its Makefile has, and what makes them fail."""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.project_commands import Outcome, environment_for, run
from support.running_service import own_database
from support.variants import OPPOSITES, Project, default_with

NEW_TABLE = """
from sqlmodel import Field

from app.db.base import Record


class Gizmo(Record, table=True):
    __tablename__ = "gizmos"

    name: str = Field(max_length=9)
"""
UV = """#!/bin/sh
exec uv "$@" --service-url="{url}"
"""
DOCKER = """#!/bin/sh
echo "$POSTGRES_PASSWORD $*" >> "{log}"
case "$*" in *" {broken} "*) exit 1 ;; esac
"""
UP = "up --build --wait"
DOWN = "down --volumes --rmi local"


class Advisories(BaseHTTPRequestHandler):
    """Knows one vulnerability, in the protocol of the database OSV."""

    package: str

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        queries = json.loads(self.rfile.read(length))["queries"]
        names = [query["package"]["name"] for query in queries]
        found = {"vulns": [{"id": "TEST-1", "modified": "2026-01-01T00:00:00Z"}]}
        self._answer({"results": [found if it == self.package else {} for it in names]})

    def do_GET(self) -> None:
        self._answer(
            {"id": "TEST-1", "modified": "2026-01-01T00:00:00Z", "affected": []}
        )

    def _answer(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def advisories(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve a vulnerability of the package that the test names, and yield the URL."""
    handler = type("Handler", (Advisories,), {"package": request.param})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def copied(project: Project, tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns(".*_cache", ".postgres", ".venv")
    return Path(shutil.copytree(project.folder, tmp_path / "project", ignore=ignored))


def make(folder: Path, *words: str, **more: object) -> Outcome:
    return run(["make", *words], folder, environment_for(folder), **more)


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.mark.check("ci")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_its_steps_are_commands_of_make(project: Project) -> None:
    workflow = YAML(typ="safe").load(project.texts[".github/workflows/ci.yml"])
    listed = re.findall(r"^([a-z-]+):.*## ", project.texts["Makefile"], re.MULTILINE)

    jobs = workflow["jobs"].values()
    steps = [step["run"] for job in jobs for step in job["steps"] if "run" in step]

    targets = {
        step.removeprefix("make ") for step in steps if not step.startswith("sudo ")
    }
    assert targets == {
        *["audit", "image", "lint", "migration-check", "migration-lint", "test"]
    }
    assert targets <= {*listed}
    assert all(job["timeout-minutes"] for job in jobs)


@pytest.mark.check("ci")
@pytest.mark.parametrize("project", OPPOSITES, indirect=True)
def test_a_model_without_its_migration_is_found(copied: Path) -> None:
    with own_database(environment_for(copied)) as url:
        assert make(copied, "migration-check", DATABASE_URL=url).code == 0
        (copied / "app" / "gizmos").mkdir()
        (copied / "app" / "gizmos" / "models.py").write_text(NEW_TABLE)

        done = make(copied, "migration-check", DATABASE_URL=url)

    assert done.code != 0
    assert "New upgrade operations detected" in done.output
    assert "gizmos" in done.output


@pytest.mark.check("ci")
@pytest.mark.parametrize("project", [default_with()], indirect=True)
@pytest.mark.parametrize(
    ("advisories", "found"),
    [("starlette", True), ("unused-package", False)],
    indirect=["advisories"],
)
def test_a_known_vulnerability_is_found(
    copied: Path, tmp_path: Path, advisories: str, found: bool
) -> None:
    uv = executable(tmp_path / "uv", UV.format(url=advisories))

    done = make(copied, "audit", f"UV={uv}")

    assert (done.code != 0) == found, done.output
    assert ("TEST-1" in done.output) == found


@pytest.mark.check("ci")
@pytest.mark.parametrize("project", [default_with()], indirect=True)
@pytest.mark.parametrize("broken", ["nothing", "up"])
def test_the_containers_are_removed_in_any_case(
    project: Project, copied: Path, tmp_path: Path, broken: str
) -> None:
    log = tmp_path / "log"
    executable(tmp_path / "docker", DOCKER.format(log=log, broken=broken))

    done = make(copied, "image", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    start = f"check compose --project-name={project.folder.name}-check"
    commands = [UP, DOWN] if broken == "nothing" else [UP, "logs", DOWN]
    assert log.read_text().splitlines() == [f"{start} {it}" for it in commands]
    assert (done.code != 0) == (broken == "up")
