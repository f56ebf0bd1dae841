"""Runs a baked project's own commands in a shared environment."""

import fcntl
import hashlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.speed import PLAIN_ASSERTS, PRELOAD

REPOSITORY = Path(__file__).resolve().parents[2]

CACHE = REPOSITORY / ".cache"
TIMEOUT = 900
"""Seconds. A suite takes a third of it on a busy machine."""
BIN = Path(sys.executable).parent
NO_COVERAGE = ["--no-cov", "-Wignore::pytest_cov.CovDisabledWarning"]
LEAKING = re.compile(
    r"COV_|COVERAGE_|GIT_|MAKE|MFLAGS|PYTEST_|UV_PROJECT|VIRTUAL_ENV"
    r"|ALLOWED_HOSTS|CORS_|DB_|DOCS$|ENVIRONMENT$|HSTS_|LOG_|METRICS|OTEL_|PG|PROMETHEUS_"
    r"|REPLICA_|SHUTDOWN_|UVICORN_|.*DATABASE_URL$"
    r"|(BUILD_NUMBER|CI|COLUMNS|FORCE_COLOR|GITHUB_ACTIONS|NO_COLOR|PY_COLORS)$"
)
"""Environment variables of this run or of the user that would affect a project.

The last line holds those that change what tools print, as on a CI server.
"""


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


def child_environment(**more: object) -> dict[str, str]:
    """Return the environment of a child process: the current one without LEAKING."""
    kept = {key: text for key, text in os.environ.items() if not LEAKING.match(key)}
    path = os.pathsep.join([str(BIN), kept["PATH"]])
    return kept | {"PATH": path} | {key: str(value) for key, value in more.items()}


@contextmanager
def file_lock(lock: Path) -> Iterator[None]:
    """Hold a lock on a file, which excludes the other workers."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def version(python: str) -> str:
    show = [python, "-c", "import sys; print(sys.version)"]
    return subprocess.run(show, capture_output=True, text=True, check=True).stdout


def environment_for(project: Path, *options: str, python: str = sys.executable) -> Path:
    """Install a project's dependencies, once for all projects with the same ones."""
    pyproject = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    keys = ("dependencies", "optional-dependencies")
    dependencies = [pyproject["project"].get(key) for key in keys]
    groups = pyproject["dependency-groups"]
    wanted = json.dumps([python, version(python), options, dependencies, groups])
    folder = CACHE / "environments" / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    complete = folder / "complete"
    with file_lock(folder.with_suffix(".lock")):
        if not complete.exists():
            install(project / "pyproject.toml", folder, f"--python={python}", *options)
            complete.touch()
    return folder


def install(pyproject: Path, into: Path, *options: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_bytes(pyproject.read_bytes())
        subprocess.run(
            ["uv", "sync", "--quiet", "--compile-bytecode", *options],
            cwd=folder,
            env=child_environment(UV_PROJECT_ENVIRONMENT=into),
            check=True,
        )


@contextmanager
def mypy_cache(environment: Path) -> Iterator[Path]:
    """Yield a cache for all projects of an environment, one at a time."""
    folder = CACHE / "mypy" / environment.name
    folder.mkdir(parents=True, exist_ok=True)
    with file_lock(folder.with_suffix(".lock")):
        yield folder


def make(target: str, project: Path, environment: Path, **more: object) -> Outcome:
    """Run a target of the project's Makefile, without `uv sync`."""
    return run(["make", target], project, environment, **more)


def run(
    command: list[str], project: Path, environment: Path, **more: object
) -> Outcome:
    """Run a command in the project's folder, without writing bytecode there."""
    variables_of_run = child_environment(
        PYTHONDONTWRITEBYTECODE=1,
        UV_NO_SYNC=1,
        UV_PROJECT_ENVIRONMENT=environment,
        **more,
    )
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env=variables_of_run,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code = wait(process)
        output.seek(0)
        return Outcome(code, output.read().decode(errors="replace"))


def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process. On timeout, SIGABRT makes pytest print where it hangs."""
    try:
        return process.wait(TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)
        return process.wait()


def run_suite(
    project: Path,
    environment: Path,
    report: Path,
    *,
    processes: int = 0,
    server: str | None = None,
    left_out: Sequence[str] = (),
    coverage: bool = True,
) -> Outcome:
    """Run `make test`, and read the results from pytest's report.

    Without `server`, the suite uses the server that all suites of this run share. With
    `processes`, it distributes its tests over them. `left_out` are paths of tests that
    are not run. Without `coverage`, it is not measured, which saves half the CPU time.
    """
    options = [
        f"--junit-xml={report}",
        f"--numprocesses={processes}",
        *[f"--ignore={path}" for path in left_out],
        *([] if coverage else NO_COVERAGE),
        "-ppreload",
        PLAIN_ASSERTS,
    ]
    done = make(
        "test",
        project,
        environment,
        PYTEST_ADDOPTS=shlex.join(options),
        PYTHONPATH=PRELOAD,
        TEST_DATABASE_URL=server or os.environ["TEST_DATABASE_URL"],
    )
    return counted(done, report)


def run_pytest(
    project: Path, environment: Path, report: Path, *arguments: str
) -> Outcome:
    """Run some of a project's tests on the shared server."""
    python = str(environment / "bin" / "python")
    done = run(
        [python, "-m", "pytest", f"--junit-xml={report}", *arguments],
        project,
        environment,
        TEST_DATABASE_URL=os.environ["TEST_DATABASE_URL"],
    )
    return counted(done, report)


def counted(done: Outcome, report: Path) -> Outcome:
    if not report.exists():
        return done
    counts = ElementTree.parse(report).getroot()[0].attrib  # noqa: S314
    return Outcome(
        code=done.code,
        output=done.output,
        tests=int(counts["tests"]),
        not_passed=sum(int(counts[key]) for key in ("errors", "failures", "skipped")),
        seconds=float(counts["time"]),
    )


def assert_all_passed(suite: Outcome) -> None:
    assert suite.code == 0, suite.output
    assert suite.tests > 0, suite.output
    assert suite.not_passed == 0, suite.output
