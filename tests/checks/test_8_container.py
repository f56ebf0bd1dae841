"""The image of a service: built without Docker, migrated, served and found healthy."""

import re
import shutil
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from support import images
from support.images import Image
from support.project_commands import environment_for, run
from support.running_service import TIMEOUT, own_database
from support.servers import free_port
from support.variants import Project, default_with

VARIANTS = [
    default_with(),
    default_with(
        driver="psycopg",
        pool_profile="pgbouncer",
        soft_delete=False,
        repository_layer=False,
        example=False,
    ),
]
EXTRA = "colorama"
"""A small package that no service needs."""


def prepared(project: Project, folder: Path, port: int) -> Path:
    """Copy a project as umask 077 makes it, with a spare dependency and a free port.

    A port that is not the same everywhere in the Dockerfile stays different.
    """
    copy = folder / "project"
    ignored = shutil.ignore_patterns(".*_cache", ".postgres", ".venv")
    shutil.copytree(project.folder, copy, ignore=ignored)
    replace(copy / "Dockerfile", r"\b8000\b", str(port))
    pyproject = copy / "pyproject.toml"
    heading = "[project.optional-dependencies]"
    if heading not in pyproject.read_text():
        replace(pyproject, r"^(?=\[dependency-groups\]$)", f"{heading}\n")
    replace(pyproject, re.escape(heading), f'{heading}\nspare = ["{EXTRA}"]')
    for path in [copy, *copy.rglob("*")]:
        path.chmod(path.stat().st_mode & 0o700)
    return copy


def replace(file: Path, old: str, new: str) -> None:
    text, times = re.subn(old, new, file.read_text("utf-8"), flags=re.MULTILINE)
    assert times, f"{file.name} has no {old}"
    file.write_text(text, encoding="utf-8")


def output(image: Image, *command: str, **variables: str) -> tuple[int, str]:
    """Return the exit status and the output of a container that ends by itself."""
    with image.start(command, variables) as process:
        text, _ = process.communicate(timeout=TIMEOUT)
    return process.returncode, text


def status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.check("container")
@pytest.mark.parametrize("project", VARIANTS, indirect=True)
def test_a_change_of_its_code_does_not_install_packages_again(project: Project) -> None:
    steps = [" ".join(it) for it in images.instructions(project.texts["Dockerfile"])]
    installing = [
        n for n, step in enumerate(steps) if " install " in step or " sync " in step
    ]

    assert len(installing) == 2
    assert all("--mount=type=cache,target=/cache" in steps[n] for n in installing)
    copied = [n for n, step in enumerate(steps) if step.startswith("COPY")]
    assert [n for n in copied if n < installing[-1]] == [
        steps.index("COPY pyproject.toml uv.loc[k] ./")
    ]


@pytest.mark.check("container")
@pytest.mark.parametrize("project", VARIANTS, indirect=True)
def test_its_image_migrates_and_serves(project: Project, tmp_path: Path) -> None:
    if reason := images.why_not_here():
        pytest.skip(f"needs root, and the commands unshare and chroot: {reason}")
    port = free_port()
    context = prepared(project, tmp_path, port)
    if project.variant.answers["example"]:
        assert run(["uv", "lock"], context, tmp_path).code == 0

    image = images.build(context, tmp_path / "images", EXTRAS="spare")

    assert image.user == "10001"
    installed = {path.name for path in image.path(".venv").glob("lib/*/*-packages/*")}
    assert EXTRA in installed
    assert not installed & {"uv", "pytest"}
    assert not (image.local / "bin" / "uv").exists()
    assert output(image, *image.health_check)[0] != 0
    with own_database(environment_for(project.folder)) as url:
        code, text = output(image, "alembic", "upgrade", "head", DATABASE_URL=url)
        assert code == 0, text
        assert_served(image, port, url)


def assert_served(image: Image, port: int, url: str) -> None:
    """Start the service, wait until it is healthy, and end it as Docker does."""
    with image.start(image.command, {"DATABASE_URL": url}) as service:
        try:
            deadline = time.monotonic() + TIMEOUT
            while (check := output(image, *image.health_check))[0] != 0:
                assert service.poll() is None, service.communicate()[0]
                assert time.monotonic() < deadline, check
                time.sleep(0.2)
            assert status(port, "/health/live") == status(port, "/health") == 200
            assert output(image, "touch", "app/more.py")[0] != 0
            assert output(image, "touch", "/tmp/more")[0] == 0  # noqa: S108
        finally:
            service.terminate()
            log, _ = service.communicate(timeout=TIMEOUT)
    assert "Application shutdown complete" in log
