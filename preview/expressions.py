"""The shortest description of some projects by their answers.

An expression is a list of terms, and describes each project that fits one of them. A
term allows, for each question, some of its answers. Terms that cannot allow more are
known as prime implicants: W. V. Quine, A Way to Simplify Truth Functions, 1955.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from preview.variants import Answers

Exclusion: TypeAlias = tuple[str, str]
"""A question, and an answer that a term does not allow."""

Term: TypeAlias = frozenset[Exclusion]

MOST_TERMS = 6
"""Of longer expressions, the shortest is not looked for: nobody would read them."""


def describe(some: Collection[Answers], all_: Collection[Answers]) -> str:
    """Return words such as `soft_delete=true or driver=psycopg`, and `all` for all."""
    terms = shortest(some, all_)
    answers: dict[str, list[str]] = {}
    for key, answer in (pair for each in all_ for pair in each):
        if answer not in answers.setdefault(key, []):
            answers[key].append(answer)
    return " or ".join(_in_words(term, answers) for term in terms)


def shortest(some: Collection[Answers], all_: Collection[Answers]) -> list[Term]:
    """Return the fewest terms that describe `some` of the projects and no other."""
    wanted = set(some)
    others = [dict(each) for each in all_ if each not in wanted]
    terms = sorted(
        {term for each in some for term in _widest(each, others)},
        key=lambda term: (len(term), sorted(term)),
    )
    fitting = {term: {each for each in wanted if fits(each, term)} for term in terms}
    return sorted(_cover(fitting, wanted), key=terms.index)


def fits(answers: Answers, term: Term) -> bool:
    return term.isdisjoint(answers)


def _widest(answers: Answers, others: Iterable[Mapping[str, str]]) -> set[Term]:
    """Return the terms that fit the answers and no other project, and cannot be wider.

    Each other project must be excluded by one of the answers in which it differs.
    """
    terms: set[Term] = {frozenset()}
    for other in others:
        differing = {
            (key, other[key]) for key, answer in answers if other[key] != answer
        }
        longer = {term for term in terms if term & differing}
        longer |= {term | {each} for term in terms - longer for each in differing}
        terms = {term for term in longer if not any(each < term for each in longer)}
    return terms


def _cover(fitting: Mapping[Term, set[Answers]], wanted: set[Answers]) -> list[Term]:
    """Return the fewest terms that fit all that is wanted, if MOST_TERMS are enough."""
    for count in range(MOST_TERMS + 1):
        if (terms := _search(fitting, wanted, count)) is not None:
            return terms
    widest = max(fitting, key=lambda term: len(fitting[term] & wanted))
    return [widest, *_cover(fitting, wanted - fitting[widest])]


def _search(
    fitting: Mapping[Term, set[Answers]], wanted: set[Answers], count: int
) -> list[Term] | None:
    """Return at most `count` terms that fit all that is wanted, or None.

    One of them must fit the project that the fewest terms fit.
    """
    if not wanted:
        return []
    if not count:
        return None
    choices = [
        [term for term in fitting if each in fitting[term]] for each in sorted(wanted)
    ]
    for term in min(choices, key=len):
        rest = _search(fitting, wanted - fitting[term], count - 1)
        if rest is not None:
            return [term, *rest]
    return None


def _in_words(term: Term, answers: Mapping[str, list[str]]) -> str:
    parts = []
    for key, possible in answers.items():
        excluded = [each for each in possible if (key, each) in term]
        allowed = [each for each in possible if each not in excluded]
        if len(allowed) > 1 and len(excluded) == 1:
            parts.append(f"{key}!={excluded[0]}")
        elif excluded:
            parts.append(f"{key}={'|'.join(allowed)}")
    return " and ".join(parts) or "all"
