"""Files that only their owner may read, as umask 077 makes them, work in containers."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support.variants import Bake

OTHERS = 0o004
ENTER = 0o001


@pytest.fixture
def private(bake: Bake, tmp_path: Path) -> Path:
    """Return a project whose files only their owner may read."""
    project = bake(tmp_path / "private", {"pool_profile": "pgbouncer"})
    subprocess.run(["chmod", "-R", "go-rwx", project], check=True)
    return project


def stages(dockerfile: str) -> Iterator[list[list[str]]]:
    """Return the instructions of each stage, as words."""
    for stage in dockerfile.split("\nFROM "):
        yield [line.split() for line in stage.splitlines() if line[:1].isupper()]


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder with its modes, as the instruction COPY does."""
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def build(context: Path, build_stage: Path, image: Path) -> None:
    """Make the folder /service of the image, without the installed packages."""
    first, last = stages((context / "Dockerfile").read_text("utf-8"))
    for instruction in first:
        match instruction:
            case ["COPY", *sources, _target]:
                for source in sources:
                    if (context / source).exists():
                        copy(context / source, build_stage / source)
            case ["RUN", "chmod", *words]:
                subprocess.run(["chmod", *words], cwd=build_stage, check=True)
    for instruction in last:
        match instruction:
            case ["COPY", "--from=build", source, _target]:
                name = Path(source).name
                if name != ".venv":
                    copy(build_stage / name, image / name)
            case ["COPY", source, _target]:
                copy(context / source, image / source)


def test_the_image_may_be_read_by_its_user(private: Path, tmp_path: Path) -> None:
    build_stage, image = tmp_path / "build", tmp_path / "image"
    build_stage.mkdir()
    image.mkdir()

    build(private, build_stage, image)

    files = [path for path in image.rglob("*") if path.is_file()]
    folders = [path for path in image.rglob("*") if path.is_dir()]
    assert {"pyproject.toml", "main.py", "env.py"} <= {path.name for path in files}
    assert [path for path in files if not path.stat().st_mode & OTHERS] == []
    assert [path for path in folders if not path.stat().st_mode & ENTER] == []


def test_pgbouncer_may_read_its_configuration(private: Path) -> None:
    compose = YAML(typ="safe").load(private / "compose.yaml")
    pgbouncer = compose["services"]["pgbouncer"]

    dockerfile = pgbouncer["build"]["dockerfile_inline"]
    assert "COPY --chmod=644 pgbouncer.ini /etc/pgbouncer/service.ini\n" in dockerfile
    assert "!pgbouncer.ini\n" in (private / ".dockerignore").read_text("utf-8")
    assert "volumes" not in pgbouncer
