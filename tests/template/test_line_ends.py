"""A clone has line feeds, also where git is told to write CRLF."""

from pathlib import Path

import pytest
from support.project_commands import REPOSITORY
from support.updates import commit, git, own_files
from support.variants import TEMPLATE, Bake


@pytest.fixture
def cloned(bake: Bake, tmp_path: Path) -> Path:
    """Return a clone of a project, made with the setting that Windows has."""
    project = bake(tmp_path / "original")
    commit(project)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "-c", "core.autocrlf=true", project, clone)
    return clone


def test_a_clone_of_a_project_has_line_feeds(cloned: Path) -> None:
    files = own_files(cloned)

    assert "Makefile" in files
    assert [name for name in files if b"\r\n" in files[name]] == []


def test_the_repository_has_the_same_rule() -> None:
    rules = [(root / ".gitattributes").read_bytes() for root in (REPOSITORY, TEMPLATE)]

    assert rules[0] == rules[1]
