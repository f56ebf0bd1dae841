"""The functions of tools.py find each kind of error in a correct project."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import tools
from support.project_commands import environment_for, mypy_cache
from support.variants import Bake

DOCKER = """#!/bin/sh
echo "$*|$POSTGRES_PASSWORD|$PWD" >> "{log}"
case "$*" in *"{broken}"*) echo "cannot $*"; exit 1 ;; esac
"""
LAST_STEP = "      - run: make test\n"
CHECKED = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
Docker = Callable[[str], Path]


@pytest.fixture(scope="module")
def pristine(bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a baked variant that also has a Dockerfile inside compose.yaml."""
    return bake(tmp_path_factory.mktemp("tools"), {"pool_profile": "pgbouncer"})


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "project"))


@pytest.fixture(scope="module")
def environment(pristine: Path) -> Path:
    return environment_for(pristine)


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Docker:
    """Put a fake `docker` on PATH, which logs its calls and fails for some."""

    def install(broken: str) -> Path:
        log = tmp_path / "docker.log"
        command = tmp_path / "bin" / "docker"
        command.parent.mkdir()
        command.write_text(DOCKER.format(log=log, broken=broken))
        command.chmod(0o755)
        monkeypatch.setenv("PATH", str(command.parent), prepend=":")
        return log

    return install


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def declare(folder: Path, dependency: str) -> None:
    first = "dependencies = [\n"
    replace(folder / "pyproject.toml", first, f'{first}    "{dependency}",\n')


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (LAST_STEP, f"{LAST_STEP}        shel: bash\n", "'shel' was unexpected"),
        (LAST_STEP, LAST_STEP.replace("make test", "7"), "7 is not of type 'string'"),
        (CHECKED, "actions/checkout@v7", "unpinned-uses"),
        ("persist-credentials: false", "submodules: false", "artipacked"),
        ("permissions:\n  contents: read\n", "", "excessive-permissions"),
        (LAST_STEP, "      - run: echo ${{ github.head_ref }}\n", "template-injection"),
    ],
)
def test_an_invalid_or_unsafe_workflow_is_found(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    workflow = folder / ".github" / "workflows" / "ci.yml"
    replace(workflow, old, new)

    assert complaint in "".join(tools.workflows(folder))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("interval: weekly", "interval: often", "'often' is not one of"),
        ("default-days: 7", "default-days: 0", "dependabot-cooldown"),
    ],
)
def test_an_invalid_or_unsafe_dependabot_file_is_found(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    replace(folder / ".github" / "dependabot.yml", old, new)

    assert complaint in "".join(tools.workflows(folder))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    ports:\n", "    privilegd: true\n    ports:\n", "privilegd"),
        ("retries: 30", "retries: [30]", "retries"),
    ],
)
def test_an_invalid_compose_file_is_found_without_docker(
    folder: Path, docker: Docker, old: str, new: str, complaint: str
) -> None:
    docker("compose")
    replace(folder / "compose.yaml", old, new)

    assert complaint in "".join(tools.compose(folder))


def test_docker_compose_is_used_if_it_works(
    folder: Path, docker: Docker, caplog: pytest.LogCaptureFixture
) -> None:
    log = docker("nothing")

    with caplog.at_level(logging.INFO):
        assert tools.compose(folder) == []

    config = log.read_text().splitlines()[-1].split("|")
    assert config == ["compose config --quiet", "letters", str(folder)]
    assert "Checked by docker compose config --quiet." in caplog.messages


def test_an_error_of_docker_compose_is_reported(folder: Path, docker: Docker) -> None:
    docker("config")

    assert "cannot compose config" in "".join(tools.compose(folder))


@pytest.mark.parametrize("broken", ["compose version", None])
def test_a_missing_docker_compose_is_logged(
    folder: Path,
    docker: Docker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str | None,
) -> None:
    if broken:
        docker(broken)
    else:
        monkeypatch.setenv("PATH", str(folder))

    assert tools.compose(folder) == []

    assert (
        "Docker Compose is not installed: only the schema was checked."
        in caplog.messages
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("Dockerfile", "FROM python:3.13-slim AS", "FROM python:latest AS", "DL3007"),
        ("Dockerfile", "COPY app app", "RUN cd app", "DL3003"),
        ("compose.yaml", "# hadolint ignore=DL3008", "# Any.", "DL3008"),
        ("compose.yaml", "USER 65534", "RUN cd app", "DL3003"),
    ],
)
def test_errors_in_a_dockerfile_are_found(
    folder: Path, file: str, old: str, new: str, complaint: str
) -> None:
    replace(folder / file, old, new)

    assert complaint in "".join(tools.dockerfiles(folder))


def test_an_unused_dependency_is_found(folder: Path, environment: Path) -> None:
    declare(folder, "rich>=14")

    [complaint] = tools.deptry(folder, environment)

    assert "DEP002 'rich'" in complaint


@pytest.mark.parametrize(
    ("file", "module", "complaint"),
    [
        ("app/more.py", "numpy", "DEP001 'numpy'"),
        ("app/more.py", "markupsafe", "DEP003 'markupsafe'"),
        ("app/more.py", "faker", "DEP004 'faker'"),
        ("migrations/more.py", "faker", "DEP004 'faker'"),
        ("dev/more.py", "numpy", "DEP001 'numpy'"),
        ("tests/more.py", "markupsafe", "DEP003 'markupsafe'"),
    ],
)
def test_an_import_without_its_dependency_is_found(
    folder: Path, environment: Path, file: str, module: str, complaint: str
) -> None:
    (folder / file).write_text(f"import {module}\n")

    assert complaint in "".join(tools.deptry(folder, environment))


@pytest.mark.parametrize("file", ["dev/more.py", "tests/more.py"])
def test_development_code_may_import_development_dependencies(
    folder: Path, environment: Path, file: str
) -> None:
    (folder / file).write_text("import faker\n")

    assert tools.deptry(folder, environment) == []


@pytest.mark.parametrize(
    ("file", "content", "complaint", "changed"),
    [
        ("app/more.py", "A = (1)\n", "ruff format", ["changed: AM app/more.py"]),
        ("app/more.py", "import os\n", "ruff check", ["changed: AM app/more.py"]),
        ("app/more.py", 'A: int = "a"\n', "app/more.py:1: error", []),
        ("notes.txt", "a \n", "notes.txt:1: trailing whitespace", []),
        ("notes.txt", "<<<<<<< a\n", "notes.txt:1: leftover conflict marker", []),
    ],
)
def test_errors_and_changes_of_hooks_are_reported(
    folder: Path,
    environment: Path,
    file: str,
    content: str,
    complaint: str,
    changed: list[str],
) -> None:
    (folder / file).write_text(content)

    with mypy_cache(environment) as cache:
        output, *status = tools.pre_commit(folder, environment, MYPY_CACHE_DIR=cache)

    assert complaint in output
    assert status == changed
    assert (folder / file).read_text() == content
    assert not (folder / ".git").exists()


def test_hooks_run_in_a_separate_repository_without_user_settings(
    folder: Path, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    (tmp_path / ".gitconfig").write_text("[core]\nwhitespace = -trailing-space\n")
    monkeypatch.setenv("GIT_DIR", str(outside))
    monkeypatch.setenv("HOME", str(tmp_path))
    (folder / "notes.txt").write_text("a \n")

    [complaint] = tools.pre_commit(folder, environment, SKIP="mypy")

    assert "trailing whitespace" in complaint
    assert not outside.exists()
