"""Whole bakes: over a folder of the user's, twice, and the text printed at the end."""

from pathlib import Path

import pytest
from cookiecutter.main import cookiecutter
from support.bake_errors import short_bake_errors
from support.variants import CACHES, TEMPLATE, Bake, contents, copy_template

NOT_UTF8 = b"text, then \xe9\n"

MINE = {
    "app/orders/service.py": "async def mine():\n    await AsyncClient()\n",
    "app/orders/model@soft.py": "mine",
    "notes@home.py": "async def mine(): ...\n",
    "notes@hard.md": "mine",
    ".env": "mine",
    ".venv/lib/mine@asyncpg.py": "async def mine(): ...\n",
}


def test_baking_over_a_folder_keeps_the_users_files(tmp_path: Path, bake: Bake) -> None:
    answers = {"driver": "psycopg", "soft_delete": False}
    fresh = contents(bake(tmp_path / "fresh", answers))
    project = bake(tmp_path / "used", answers)
    for name, text in MINE.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    (project / "app/mine").mkdir()
    (project / "pyproject.toml").write_text("changed")

    bake(tmp_path / "used", answers, overwrite_if_exists=True)

    assert contents(project) == fresh | {
        name: text.encode() for name, text in MINE.items()
    }
    assert (project / "app/mine").is_dir()


def test_caches_in_the_template_are_left_out(
    template: Path, tmp_path: Path, bake: Bake
) -> None:
    """Tools write them into a clone, and cookiecutter would read them as text."""
    copy = copy_template(tmp_path / "template", template)
    for name in CACHES:
        for folder in (copy / TEMPLATE.name, copy / TEMPLATE.name / "app"):
            (folder / name / "0.17").mkdir(parents=True)
            (folder / name / "0.17" / "main@asyncpg.pyc").write_bytes(NOT_UTF8)

    with short_bake_errors():
        project = Path(cookiecutter(str(copy), no_input=True, output_dir=str(tmp_path)))

    assert contents(project) == contents(bake(tmp_path / "clean"))
    assert not [path for path in project.rglob("*") if path.name in CACHES]


def test_caches_of_the_user_are_kept(tmp_path: Path, bake: Bake) -> None:
    project = bake(tmp_path)
    mine = [project / "app" / name / "mine" for name in CACHES]
    for file in mine:
        file.parent.mkdir()
        file.touch()

    bake(tmp_path, overwrite_if_exists=True)

    assert [file for file in mine if not file.exists()] == []


@pytest.mark.parametrize("answers", [{"author_email": "me"}, {"project_slug": ""}])
def test_a_rejected_bake_over_a_folder_changes_nothing(
    tmp_path: Path, bake: Bake, answers: dict[str, str]
) -> None:
    output = tmp_path / "output"
    bake(output)
    before = contents(output)

    [key] = answers
    with pytest.raises(pytest.fail.Exception, match=f"ERROR: {key} must "):
        bake(output, answers, overwrite_if_exists=True)

    assert contents(output) == before


def test_skip_if_file_exists_keeps_files_whose_name_has_no_tag(
    tmp_path: Path, bake: Bake
) -> None:
    project = bake(tmp_path)
    (project / "pyproject.toml").write_text("mine")
    (project / "app/config/pool.py").write_text("mine")

    bake(tmp_path, overwrite_if_exists=True, skip_if_file_exists=True)

    assert (project / "pyproject.toml").read_text() == "mine"
    assert (project / "app/config/pool.py").read_text() != "mine"


@pytest.mark.check("same answers, same bytes")
def test_same_answers_give_the_same_bytes(tmp_path: Path, bake: Bake) -> None:
    first, second = bake(tmp_path / "first"), bake(tmp_path / "second")

    assert contents(first) == contents(second)


def test_next_steps_are_printed(
    tmp_path: Path, bake: Bake, capfd: pytest.CaptureFixture[str]
) -> None:
    project = bake(tmp_path / "a folder")

    lines = capfd.readouterr().out.splitlines()
    commands = [line[4:].split("  ")[0] for line in lines if line.startswith("    ")]
    assert commands == [f"cd '{project}'", "git init -b main", "make run", "make test"]
    assert "http://127.0.0.1:8000/docs" in "".join(lines)
