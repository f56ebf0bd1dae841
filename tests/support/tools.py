"""Linters and parsers for each kind of file of a baked project.

Each function takes the project's folder and returns a list of errors.
"""

import io
import json
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from check_jsonschema import main as check_jsonschema
from ruamel.yaml import YAML
from support.project_commands import child_environment
from support.variants import CACHES

ZIZMOR = ["zizmor", "--offline", "--no-config", "--quiet", "--color=never"]
DEVELOPMENT = [r"--exclude=\.", "--extend-exclude=app/", "--ignore=DEP002,DEP004"]
"""deptry's options for code that may also import development dependencies."""
NEEDED = {"POSTGRES_PASSWORD": "letters"}
"""Environment variables that compose.yaml requires."""

logger = logging.getLogger(__name__)


def workflows(folder: Path) -> list[str]:
    """Validate workflows and dependabot.yml by schema, and check their security."""
    files = sorted(folder.glob(".github/workflows/*.y*ml"))
    return [
        *_against_schema("vendor.github-workflows", *files),
        *_against_schema("vendor.dependabot", folder / ".github" / "dependabot.yml"),
        *_complaints([*ZIZMOR, "."], folder),
    ]


def compose(folder: Path) -> list[str]:
    """Validate compose.yaml: with its schema, and with Docker Compose if installed."""
    complaints = _against_schema("vendor.compose-spec", folder / "compose.yaml")
    if not _has_docker_compose():
        logger.warning("Docker Compose is not installed: only the schema was checked.")
        return complaints
    config = ["docker", "compose", "config", "--quiet"]
    logger.info("Checked by %s.", " ".join(config))
    return complaints + _complaints(config, folder, **NEEDED)


def dockerfiles(folder: Path) -> list[str]:
    """Lint the Dockerfile, and the inline ones of compose.yaml."""
    hadolint = ["hadolint", "--no-color"]
    complaints = _complaints([*hadolint, "Dockerfile"], folder)
    for text in _inline_dockerfiles(folder / "compose.yaml"):
        complaints += _complaints([*hadolint, "-"], folder, text)
    return complaints


def deptry(folder: Path, environment: Path) -> list[str]:
    """Compare imports with the dependencies that are declared.

    The environment has the project's packages, which map modules to distributions.
    """
    packages = next(environment.glob("lib/python*/site-packages"))
    return [
        complaint
        for options in ([], DEVELOPMENT)
        for complaint in _complaints(
            ["deptry", "--no-ansi", ".", *options], folder, PYTHONPATH=packages
        )
    ]


def pyright(folder: Path, environment: Path) -> list[str]:
    """Check types as pyright does in its standard mode, which editors show."""
    with tempfile.TemporaryDirectory() as home:
        config = Path(home, "pyrightconfig.json")
        settings = {
            "typeCheckingMode": "standard",
            "include": [str(folder)],
            "executionEnvironments": [{"root": str(folder)}],
        }
        config.write_text(json.dumps(settings))
        python = environment / "bin" / "python"
        command = ["basedpyright", f"--project={config}", f"--pythonpath={python}"]
        return _complaints(command, folder)


def pre_commit(folder: Path, environment: Path, **more: object) -> list[str]:
    """Run all pre-commit hooks on a copy. They must pass and change nothing."""
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home, "project")
        ignore = shutil.ignore_patterns(*CACHES, ".git", ".postgres", ".venv")
        shutil.copytree(folder, copy, ignore=ignore)
        env = _hook_environment(home, environment, more)

        def run(*command: str) -> subprocess.CompletedProcess[str]:
            return _run([*command], copy, env)

        run("git", "init", "--quiet").check_returncode()
        run("git", "add", "--all").check_returncode()
        complaints = _unless_passed(run("prek", "run", "--all-files"))
        status = run("git", "status", "--porcelain").stdout.splitlines()
    return complaints + [f"changed: {line}" for line in status if line[1] != " "]


def _against_schema(schema: str, *files: Path) -> list[str]:
    """Run check-jsonschema in this process: it takes half a second to start."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
        code = check_jsonschema(
            [f"--builtin-schema={schema}", "--color=never", *map(str, files)],
            standalone_mode=False,
        )
    return [out.getvalue()] if code else []


def _has_docker_compose() -> bool:
    return bool(
        shutil.which("docker")
        and not _complaints(["docker", "compose", "version"], Path())
    )


def _inline_dockerfiles(file: Path) -> list[str]:
    services = YAML(typ="safe").load(file)["services"].values()
    builds = [service.get("build") for service in services]
    return [
        build["dockerfile_inline"]
        for build in builds
        if isinstance(build, dict) and "dockerfile_inline" in build
    ]


def _hook_environment(
    home: str, environment: Path, more: Mapping[str, object]
) -> dict[str, str]:
    """Return an environment without user settings or an enclosing repository."""
    variables = child_environment(
        HOME=home,
        PREK_HOME=f"{home}/prek",
        PYTHONDONTWRITEBYTECODE=1,
        UV_NO_SYNC=1,
        UV_PROJECT_ENVIRONMENT=environment,
        XDG_CONFIG_HOME=home,
        **more,
    )
    kept = {key: text for key, text in variables.items() if key[:4] != "GIT_"}
    return kept | {"GIT_CONFIG_NOSYSTEM": "1"}


def _complaints(
    command: list[str], folder: Path, text: str = "", **more: object
) -> list[str]:
    return _unless_passed(_run(command, folder, child_environment(**more), text))


def _run(
    command: list[str], folder: Path, env: Mapping[str, str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=env,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _unless_passed(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the output of a command if it has failed."""
    return [f"{' '.join(done.args)}: {done.stdout}"] if done.returncode else []
