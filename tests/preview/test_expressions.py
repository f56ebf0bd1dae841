"""The words for some of the projects."""

from collections.abc import Iterable
from itertools import chain, combinations, product

import pytest

from preview.expressions import Term, describe, fits, shortest
from preview.variants import Answers

QUESTIONS = {
    "driver": ["asyncpg", "psycopg"],
    "pool": ["small", "large", "none"],
    "soft": ["true", "false"],
}
ALL: list[Answers] = [
    tuple(zip(QUESTIONS, answers, strict=True))
    for answers in product(*QUESTIONS.values())
]


def every_term() -> list[Term]:
    """Return each term that allows at least one answer to each question."""
    choices = [
        [
            [(key, each) for each in excluded]
            for count in range(len(answers))
            for excluded in combinations(answers, count)
        ]
        for key, answers in QUESTIONS.items()
    ]
    return [frozenset(chain(*parts)) for parts in product(*choices)]


def bits(projects: Iterable[Answers]) -> int:
    """Return a set of projects as a number."""
    return sum(1 << ALL.index(each) for each in projects)


def fewest_terms() -> dict[int, int]:
    """Return, for each set of projects, how many terms it needs, by trying all."""
    terms = {bits(each for each in ALL if fits(each, term)) for term in every_term()}
    needed = {0: 0}
    latest = {0}
    while latest:
        reached = {one | term for one in latest for term in terms}
        latest = {each for each in reached if each not in needed}
        needed |= dict.fromkeys(latest, max(needed.values()) + 1)
    return needed


@pytest.mark.check("differences")
def test_each_set_of_projects_has_the_fewest_terms() -> None:
    needed = fewest_terms()

    for size in range(1, len(ALL) + 1):
        for some in combinations(ALL, size):
            terms = shortest(some, ALL)

            fitting = [each for each in ALL if any(fits(each, it) for it in terms)]
            assert fitting == [*some]
            assert len(terms) == needed[bits(some)]


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("all", {}),
        ("driver=psycopg", {"driver": ["psycopg"]}),
        ("pool!=none", {"pool": ["small", "large"]}),
        ("pool=none", {"pool": ["none"]}),
        (
            "driver=asyncpg and soft=true",
            {"driver": ["asyncpg"], "soft": ["true"]},
        ),
    ],
)
def test_words_name_the_answers(words: str, chosen: dict[str, list[str]]) -> None:
    some = [
        each
        for each in ALL
        if all(dict(each)[key] in answers for key, answers in chosen.items())
    ]

    assert describe(some, ALL) == words


def test_several_terms_are_alternatives() -> None:
    some = [each for each in ALL if {"psycopg", "true"} & {*dict(each).values()}]

    assert describe(some, ALL) == "driver=psycopg or soft=true"


def test_combinations_that_are_not_baked_do_not_matter() -> None:
    baked = [each for each in ALL if dict(each)["soft"] == "true"] + [ALL[1]]

    assert describe([ALL[1]], baked) == "soft=false"


def test_a_set_without_a_short_description_has_some_description() -> None:
    every = [
        tuple((f"question {n}", answer) for n, answer in enumerate(answers))
        for answers in product("01", repeat=5)
    ]
    odd = [each for each in every if sum(answer == "1" for _, answer in each) % 2]

    assert len(shortest(odd, every)) == len(odd)
