"""Bakes in memory are those of cookiecutter, and always the same."""

from pathlib import Path

import pytest
from support.preview_repository import WriteTemplate
from support.variants import Bake

from preview.bakes import BakeError, Baker, bake_all, files_in, tree_hash
from preview.template import File, Template, in_working_tree
from preview.variants import Answers, variants


def first_and_last(template: Template) -> list[Answers]:
    """Return answers that differ in each question that changes code, and others."""
    every = variants(template)
    return [every[0], every[63], every[-1]]


@pytest.mark.check("same bakes")
def test_they_are_those_of_cookiecutter(
    whole_template: Template, bake: Bake, tmp_path: Path
) -> None:
    for number, answers in enumerate(first_and_last(whole_template)):
        folder = tmp_path / str(number)
        folder.mkdir()

        assert Baker(whole_template).bake(answers) == files_in(
            bake(folder, dict(answers))
        )


def test_they_do_not_depend_on_time_chance_or_order(whole_template: Template) -> None:
    some = first_and_last(whole_template)

    one, other = (bake_all(whole_template, order) for order in (some, some[::-1]))

    assert one == other
    assert {*map(tree_hash, one.values())} == {*map(tree_hash, other.values())}
    assert len({*map(tree_hash, one.values())}) == len(some)


def test_executable_files_stay_executable(
    repository: Path, write_template: WriteTemplate
) -> None:
    write_template({"run.sh": ""})
    template = in_working_tree(repository)
    scripts = {
        name: File(b"", is_executable=True) for name in template if "run" in name
    }

    project = Baker({**template, **scripts}).bake(variants(template)[0])

    assert project["run.sh"].is_executable
    assert not project["README.md"].is_executable


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"README.md": "{{ cookiecutter.nothing }}\n"}, "no attribute 'nothing'"),
        ({"README.md": "# {% if %}\n"}, "Expected an expression"),
        ({"app/main@async.py": ""}, "two files of the template become app/main.py"),
    ],
)
def test_the_error_names_the_answers_and_the_cause(
    repository: Path, write_template: WriteTemplate, files: dict[str, str], cause: str
) -> None:
    write_template(files)
    template = in_working_tree(repository)

    with pytest.raises(BakeError, match="driver=asyncpg soft_delete=true") as caught:
        bake_all(template, variants(template))

    assert cause in str(caught.value)
