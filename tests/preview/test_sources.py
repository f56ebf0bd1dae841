"""The template's file and line of what a project contains."""

import post_gen_project as hook
import pytest

from preview.sources import ASYNC_WORD, TAG, source_line, sources
from preview.template import PROJECT

SOURCE = """\
a
# {% if cookiecutter.soft_delete %}
b
# {% else %}
c
# {% endif %}
async def d(): await AsyncSession()
{{ cookiecutter.project_name }}
e
"""
BAKED = "a\nc\ndef d(): Session()\nMy Service\ne\n"


@pytest.mark.parametrize(
    ("line", "expected"), [(1, 1), (2, 5), (3, 7), (4, 8), (5, 9), (6, None)]
)
def test_lines_are_found_beside_conditions_and_without_async(
    line: int, expected: int | None
) -> None:
    assert source_line(BAKED, SOURCE, line) == expected


def test_lines_that_come_from_others_have_no_source() -> None:
    assert source_line("1\n2\nb\n", "{{ x }}\nb\n", 2) is None


def test_the_file_with_the_chosen_tags_is_the_source() -> None:
    names = ["app/a@soft.py", "app/a@hard.py", "x@example/b@soft@asyncpg.py", "c"]
    template = [f"{PROJECT}/{name}" for name in names] + ["hooks/c"]

    assert sources(template, {"soft", "example", "asyncpg"}) == {
        "app/a.py": f"{PROJECT}/app/a@soft.py",
        "x/b.py": f"{PROJECT}/x@example/b@soft@asyncpg.py",
        "c": f"{PROJECT}/c",
    }


def test_tags_and_words_for_async_are_those_of_the_hook() -> None:
    assert (TAG, ASYNC_WORD) == (hook.TAG, hook.ASYNC_WORD)
