"""How to run a baked project's own commands, in an environment shared by its like."""

import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from variants import ROOT

CACHE = ROOT / ".cache"
PATIENCE = 900
"""Seconds: three times what a suite takes on a busy machine."""
BIN = Path(sys.executable).parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FOREIGN = re.compile(
    r"COV_|COVERAGE_|MAKE|MFLAGS|PYTEST_|UV_PROJECT|VIRTUAL_ENV"
    r"|DB_|ENVIRONMENT$|LOG_SQL$|PG|.*DATABASE_URL$"
)
"""Variables that would tell a project of this run, or of another database."""


@dataclass(frozen=True)
class Outcome:
    code: int
    output: str
    tests: int = 0
    not_passed: int = 0
    seconds: float = 0

    @property
    def coverage(self) -> str:
        total = re.search(r"^TOTAL .*?(\d+(?:\.\d+)?%)", self.output, re.MULTILINE)
        return total[1] if total else "none"


def variables(**more: object) -> dict[str, str]:
    """The environment of a child: only what belongs to the user's machine."""
    kept = {key: text for key, text in os.environ.items() if not FOREIGN.match(key)}
    path = os.pathsep.join([str(BIN), kept["PATH"]])
    return kept | {"PATH": path} | {key: str(value) for key, value in more.items()}


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Keep the other workers out."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def environment_for(project: Path, *options: str) -> Path:
    """Install what a project asks for, once for all projects that ask for the same."""
    pyproject = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    dependencies = pyproject["project"]["dependencies"]
    groups = pyproject["dependency-groups"]
    wanted = json.dumps([sys.version, options, dependencies, groups])
    folder = CACHE / "environments" / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    with alone(folder.with_suffix(".lock")):
        if not complete.exists():
            install(pyproject=project / "pyproject.toml", into=folder, options=options)
            complete.touch()
    return folder


def install(pyproject: Path, into: Path, options: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_bytes(pyproject.read_bytes())
        sync = ["uv", "sync", "--quiet", "--compile-bytecode"]
        subprocess.run(
            [*sync, f"--python={sys.executable}", *options],
            cwd=folder,
            env=variables(UV_PROJECT_ENVIRONMENT=into),
            check=True,
        )


def make(target: str, project: Path, environment: Path, **more: object) -> Outcome:
    """Run a target of the project's Makefile as its user would, but sync nothing."""
    variables_of_run = variables(
        MYPY_CACHE_DIR=CACHE / "mypy" / environment.name / WORKER,
        PYTHONDONTWRITEBYTECODE=1,
        UV_NO_SYNC=1,
        UV_PROJECT_ENVIRONMENT=environment,
        **more,
    )
    with tempfile.TemporaryFile() as output:
        run = subprocess.Popen(
            ["make", target],
            cwd=project,
            env=variables_of_run,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code = ended(run)
        output.seek(0)
        return Outcome(code, output.read().decode(errors="replace"))


def ended(run: subprocess.Popen[bytes]) -> int:
    """Wait, but not for ever: SIGABRT makes pytest say where it hangs."""
    try:
        return run.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGABRT)
        return run.wait()


def run_suite(project: Path, environment: Path, report: Path) -> Outcome:
    """Run `make test`, and read from pytest's own report what it really did."""
    report.unlink(missing_ok=True)
    run = make("test", project, environment, PYTEST_ADDOPTS=f"--junit-xml={report}")
    if not report.exists():
        return run
    counts = ElementTree.parse(report).getroot()[0].attrib  # noqa: S314
    return Outcome(
        code=run.code,
        output=run.output,
        tests=int(counts["tests"]),
        not_passed=sum(int(counts[key]) for key in ("errors", "failures", "skipped")),
        seconds=float(counts["time"]),
    )
