"""The template that is compared: of the working tree, or of a commit."""

from pathlib import Path

import pytest
from support.preview_repository import WriteTemplate, git

from preview.template import (
    PROJECT,
    QUESTIONS,
    File,
    NoTemplateError,
    at_commit,
    in_working_tree,
)


def test_both_ends_of_a_clean_repository_are_equal(repository: Path) -> None:
    (repository / PROJECT / "run.sh").touch(mode=0o755)
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message=second")

    here = in_working_tree(repository)

    assert here == at_commit(repository, "HEAD")
    assert here[f"{PROJECT}/run.sh"] == File(b"", is_executable=True)
    assert here.keys() != at_commit(repository, "main~1").keys()


def test_changes_that_are_not_committed_belong_to_the_working_tree(
    repository: Path, write_template: WriteTemplate
) -> None:
    write_template({"README.md": "changed\n", "new.py": "", "app/main.py": None})
    write_template({"x.log": "ignored by git"})

    here, there = in_working_tree(repository), at_commit(repository, "main")

    assert here[f"{PROJECT}/README.md"].content == b"changed\n"
    assert here.keys() - there.keys() == {f"{PROJECT}/new.py"}
    assert there.keys() - here.keys() == {f"{PROJECT}/app/main.py"}


def test_an_unknown_commit_is_explained(repository: Path) -> None:
    with pytest.raises(NoTemplateError, match="nowhere"):
        at_commit(repository, "nowhere")


def test_a_commit_without_a_template_is_explained(repository: Path) -> None:
    git(repository, "rm", "--quiet", QUESTIONS)
    git(repository, "commit", "--quiet", "--message=nothing left")

    with pytest.raises(NoTemplateError, match="HEAD has no cookiecutter"):
        at_commit(repository, "HEAD")
