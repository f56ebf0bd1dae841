"""The pre-commit hooks pass on a new project and change no file."""

import pytest
from support import tools
from support.project_commands import environment_for, mypy_cache
from support.variants import Project


@pytest.mark.check("pre-commit")
def test_its_hooks_change_nothing(chosen_project: Project) -> None:
    environment = environment_for(chosen_project.folder)

    with mypy_cache(environment) as cache:
        complaints = tools.pre_commit(
            chosen_project.folder, environment, MYPY_CACHE_DIR=cache
        )

    assert complaints == []
