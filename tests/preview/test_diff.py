"""What a change of the template does to all projects, as a person reads it."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.preview_repository import OPTIONS, WriteTemplate
from support.project_commands import REPOSITORY
from support.terminal import run_in_terminal

from preview import diff
from preview.template import PROJECT, QUESTIONS

Diff = Callable[..., str]


@pytest.fixture
def show_diff(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Diff:
    """Return a function that runs the command, and returns what it prints."""

    def show_diff(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["diff", *arguments])
        diff.main()
        return capsys.readouterr().out

    return show_diff


def test_nothing_is_a_full_answer(show_diff: Diff) -> None:
    assert show_diff() == "Nothing changes in any variant: 5 projects are the same.\n"


def test_moving_code_between_tagged_files_changes_nothing(
    show_diff: Diff, write_template: WriteTemplate
) -> None:
    write_template(
        {
            "app/session.py": None,
            "app/session@asyncpg.py": "async def open(): ...\n",
            "app/session@psycopg.py": "def open(): ...\n",
        }
    )

    assert show_diff().startswith("Nothing changes in any variant")


def test_each_change_is_shown_once_with_those_who_get_it(
    show_diff: Diff, write_template: WriteTemplate
) -> None:
    write_template(
        {
            "README.md": "{{ cookiecutter.license }}\n"
            "# {% if cookiecutter.license == 'BSD' %}\nfree\n# {% endif %}\n",
            "app/main.py": "1\nin all\n3\n4\n5\n6\n7\n"
            "# {% if cookiecutter.soft_delete or cookiecutter.driver == 'psycopg' %}\n"
            "seven\n# {% endif %}\n8\n9\n",
            "app/purge@soft.py": None,
            "app/new@psycopg@hard.py": "1\n",
        }
    )

    assert (
        show_diff()
        == """\
README.md
@@ line 1 @@ 1 of 5: license=BSD
 BSD
+free

app/main.py
@@ line 1 @@ all
 1
-2
+in all
 3
 4
 5
@@ line 5 @@ 4 of 5: driver=psycopg or soft_delete=true
 5
 6
 7
+seven
 8
 9

+ app/new.py appears (1 line)  1 of 5: driver=psycopg and soft_delete=false
- app/purge.py vanishes (1 line)  3 of 5: soft_delete=true
Unchanged: 0 projects of 5, and 1 file in all.
"""
    )


def test_the_same_change_at_two_places_is_shown_twice(
    show_diff: Diff, write_template: WriteTemplate
) -> None:
    write_template({"app/main.py": "0\n1\n2\n3\n4\n5\n6\n7\n8\n0\n9\n"})

    assert show_diff().count("+0\n") == 2


def test_line_ends_at_the_end_and_permissions_are_shown(
    show_diff: Diff, repository: Path, write_template: WriteTemplate
) -> None:
    write_template({"app/main.py": "1\n2\n3\n4\n5\n6\n7\n8\n9"})
    (repository / PROJECT / "README.md").chmod(0o755)

    shown = show_diff()

    assert "+(no line break at the end)\n" in shown
    assert "+(executable)\n" in shown


def test_stat_counts_lines(show_diff: Diff, write_template: WriteTemplate) -> None:
    write_template({"app/main.py": "1\n2\n3\n4\n5\n6\n7\n", "app/purge@soft.py": "x\n"})

    assert (
        show_diff("--stat")
        == """\
app/main.py  +0 -2  all
app/purge.py  +1 -1  2 of 5: driver=asyncpg and soft_delete=true
app/purge.py  +1 -1  1 of 5: driver=psycopg and soft_delete=true
Unchanged: 0 projects of 5, and 2 files in all.
"""
    )


def test_only_some_projects_are_compared(
    show_diff: Diff, write_template: WriteTemplate
) -> None:
    write_template({"app/purge@soft.py": "x\n"})

    shown = show_diff("--only=driver=psycopg", "--only=soft_delete=false")

    assert shown == "Nothing changes in any variant: 1 project is the same.\n"


def test_a_question_that_was_added_counts_as_answered_with_its_default(
    show_diff: Diff, repository: Path, write_template: WriteTemplate
) -> None:
    (repository / QUESTIONS).write_text(
        json.dumps(OPTIONS | {"cache": ["none", "redis"]})
    )
    write_template({"README.md": "{{ cookiecutter.cache }}\n"})
    shown = show_diff()

    assert shown.startswith("4 projects new: cache=redis\n")
    assert "+none\n" in shown
    assert "+redis\n" not in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since=nowhere"], "nowhere"),
        (["--only=driver=oracle"], "there is no driver=oracle; choose among driver="),
    ],
)
def test_what_does_not_exist_is_explained(
    show_diff: Diff, arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit, match=f"ERROR: .*{message}"):
        show_diff(*arguments)


def test_a_template_that_cannot_be_baked_is_explained(
    show_diff: Diff, write_template: WriteTemplate
) -> None:
    write_template({"README.md": "{{ cookiecutter.nothing }}\n"})

    with pytest.raises(SystemExit, match=r"ERROR: driver=asyncpg .*: .*nothing"):
        show_diff()


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({}, "\x1b[32m+in all\x1b[0m"),
        ({"NO_COLOR": "1"}, "+in all"),
    ],
)
def test_a_terminal_has_colours_and_a_pager(
    repository: Path,
    write_template: WriteTemplate,
    variables: dict[str, str],
    line: str,
) -> None:
    write_template({"app/main.py": "in all\n"})
    environment = os.environ | {
        "PAGER": "sed s/^/paged:/",
        "PYTHONPATH": str(REPOSITORY),
    }
    environment.pop("NO_COLOR", None)

    status, shown = run_in_terminal(
        f"{sys.executable} -m preview.diff", "", repository, environment | variables
    )

    assert status == 0, shown
    assert f"paged:{line}\r\n" in shown


def test_the_summary_of_a_ci_run_is_the_same_as_markdown(
    show_diff: Diff, write_template: WriteTemplate, tmp_path: Path
) -> None:
    write_template({"app/main.py": "```\n````\n"})

    shown = show_diff(f"--summary={tmp_path / 'summary.md'}")

    assert (tmp_path / "summary.md").read_text() == f"`````diff\n{shown}`````\n"


def test_a_long_summary_is_cut_between_lines() -> None:
    cut = diff.markdown("+ä\n" * 9, limit=13)

    assert cut == (
        "```diff\n+ä\n+ä\n+ä\n```\n"
        "\nThis is cut: the whole is in the artefact `diff`.\n"
    )
