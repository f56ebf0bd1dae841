"""The commands of cruft in the READMEs work when a person types them."""

import re
import shutil
from pathlib import Path

import pytest
from support.project_commands import REPOSITORY
from support.terminal import ALL_DEFAULTS, UVX, run_in_terminal
from support.update_scenario import FORMER_NUMBER, NUMBER, POOL
from support.updates import commit, create, environment, publish, replace
from support.variants import TEMPLATE

COMMAND = re.compile(r"^uvx cruft .+?(?= {2}|$)", re.MULTILINE)
COMMANDS = COMMAND.findall((REPOSITORY / "README.md").read_text("utf-8"))
OF_A_SERVICE = COMMAND.findall((TEMPLATE / "README.md").read_text("utf-8"))
CREATE = "uvx cruft create path/or/url/of/this/repository"
UPDATE = "uvx cruft update -y"
NEW_ANSWERS = f"""{UPDATE} --variables-to-update '{{"soft_delete": true}}'"""
WITHOUT_EXAMPLE = f"""{UPDATE} --variables-to-update '{{"example": false}}'"""


def type_command(command: str, folder: Path, keys: str = "") -> str:
    """Type a command that must succeed, then the keys. Return what is shown."""
    status, shown = run_in_terminal(UVX + command, keys, folder, environment(folder))
    assert status == 0, shown
    return shown


@pytest.fixture(scope="module")
def outdated(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose template has changed since."""
    folder = tmp_path_factory.mktemp("outdated")
    older = shutil.copytree(template, folder / "older")
    replace(older / TEMPLATE.name / POOL, NUMBER, FORMER_NUMBER)
    repository = publish(older, folder / "repository")
    project = create(repository, folder / "project", {"soft_delete": False})
    commit(project)
    publish(template, repository)
    return project


def test_the_readmes_name_the_commands_that_are_tested_here() -> None:
    assert COMMANDS == [CREATE, UPDATE, NEW_ANSWERS]
    assert OF_A_SERVICE == [WITHOUT_EXAMPLE, UPDATE]


@pytest.mark.parametrize(
    ("command", "soft_delete"), [(UPDATE, False), (NEW_ANSWERS, True)]
)
def test_an_update_is_applied(
    outdated: Path, tmp_path: Path, command: str, soft_delete: bool
) -> None:
    project = shutil.copytree(outdated, tmp_path / outdated.name)

    shown = type_command(command, project)

    assert "Good work!" in shown
    assert NUMBER in (project / "app/config/pool.py").read_text("utf-8")
    assert (project / "app/db/soft_delete.py").exists() == soft_delete


def test_a_project_is_created_with_all_defaults(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    repository = publish(template, tmp_path / "repository")
    command = CREATE.replace("path/or/url/of/this/repository", str(repository))

    shown = type_command(command, folder, ALL_DEFAULTS)

    assert "Your service is ready" in shown
    assert (folder / "my-service" / ".cruft.json").exists()
