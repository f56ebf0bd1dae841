"""Copies of the project, to add migrations to."""

import shutil
from pathlib import Path
from textwrap import indent
from typing import Any

from alembic import command
from alembic.config import Config

from dev.postgres import PROJECT

CACHES = shutil.ignore_patterns("__pycache__")


class ConfigWithoutHooks(Config):
    """A configuration that leaves new revisions unformatted, which is faster."""

    def get_hooks_list(self) -> list[Any]:
        return []


def alembic_config(project: Path = PROJECT) -> Config:
    return Config(toml_file=project / "pyproject.toml")


def copy_project(folder: Path) -> Path:
    """Copy the files that Alembic, ruff and squawk need."""
    for name in ("app", "migrations"):
        shutil.copytree(PROJECT / name, folder / name, ignore=CACHES)
    for name in ("pyproject.toml", ".squawk.toml"):
        shutil.copy(PROJECT / name, folder)
    return folder


def new_revision(project: Path, upgrade: str) -> str:
    """Add a revision with this `upgrade` and no `downgrade`; return its id."""
    config = ConfigWithoutHooks(toml_file=project / "pyproject.toml")
    number = len(list((project / "migrations" / "versions").glob("*.py")))
    name = f"new_{number}"
    script = command.revision(config, message=name, rev_id=name, head="head")
    path = Path(script.path)  # type: ignore[union-attr]
    body = indent(upgrade.strip(), "    ")
    source = path.read_text().replace("    pass", body, 1)
    path.write_text(source)
    return name
