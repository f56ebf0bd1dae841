"""The data of the explorer's page are those of the baked projects."""

import random
import re
from pathlib import Path

from support.preview_repository import WriteTemplate

from preview.bakes import Baker
from preview.explorer.__main__ import page
from preview.explorer.colours import runs
from preview.explorer.combinations import bake_combinations, combinations
from preview.explorer.data import page_data, shorten
from preview.template import Template, in_working_tree


def test_any_combination_is_that_of_a_whole_bake(whole_template: Template) -> None:
    every = combinations(whole_template)
    some = [*random.Random().sample(every, 2), every[-1]]  # noqa: S311

    baked = bake_combinations(whole_template, some)

    for answers in some:
        assert baked[answers][0] == Baker(whole_template).bake(answers), answers


def test_a_table_keeps_only_the_questions_that_matter() -> None:
    assert shorten([1, 2, 1, 2, 1, 2], [3, 2]) == [[1], [1, 2]]
    assert shorten([1, 1, 2, 2, 3, 3], [3, 2]) == [[0], [1, 2, 3]]
    assert shorten([1, 2, 3, 4], [2, 2]) == [[0, 1], [1, 2, 3, 4]]
    assert shorten([7, 7, 7, 7], [2, 2]) == [[], [7]]


def test_colours_cover_each_character() -> None:
    text = 'def open() -> str:\n    return "😀"  # it\n'

    found = re.findall("([A-Z])([0-9a-z]+)", runs("main.py", text))

    assert sum(int(length, 36) for _, length in found) == len(text) + 1
    assert {kind for kind, _ in found} >= {"K", "F", "S", "C"}


def test_the_same_template_gives_the_same_page(
    repository: object, write_template: WriteTemplate
) -> None:
    template = in_working_tree(Path())

    one, other = (page(page_data([("here", template)])) for _ in range(2))

    assert one == other
