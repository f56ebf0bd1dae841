"""The goals, and whether the measured figures reach them.

All goals but that of `make diff` are ratios inside one run, or counts: they do not
depend on the machine.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import results
from results import Key

AT_MOST, AT_LEAST = "<=", ">="


class Goal(NamedTuple):
    """A limit for a figure, of one style and one request, or without these."""

    figure: str
    sign: str
    limit: float
    style: str
    request: str = ""


class Verdict(NamedTuple):
    goal: Goal
    measured: float | None

    @property
    def word(self) -> str:
        if self.measured is None:
            return "not measured"
        return "held" if holds(self.goal, self.measured) else "missed"


def holds(goal: Goal, measured: float) -> bool:
    if goal.sign == AT_MOST:
        return measured <= goal.limit
    return measured >= goal.limit


Limits = Mapping[str, tuple[float, float]]
"""The limits for async and for sync, by request."""


def per_request(figure: str, sign: str, limits: Limits) -> Iterator[Goal]:
    for request, by_style in limits.items():
        for style, limit in zip(("async", "sync"), by_style, strict=True):
            yield Goal(figure, sign, limit, style, request)


def for_all(figure: str, sign: str, limit: float) -> Iterator[Goal]:
    same = (limit, limit)
    limits = {"read": same, "list": same, "create": same}
    yield from per_request(figure, sign, limits)


GOALS = [
    *per_request(
        results.INSTRUCTIONS,
        AT_MOST,
        {"read": (0.65, 0.70), "list": (0.75, 0.75), "create": (0.85, 0.90)},
    ),
    *per_request(
        results.STATEMENTS, AT_MOST, {"read": (1, 1), "list": (1, 1), "create": (3, 3)}
    ),
    *per_request(
        results.RATE,
        AT_LEAST,
        {"read": (1.6, 1.5), "list": (1.4, 1.4), "create": (1.3, 1.3)},
    ),
    *for_all(results.MANY, AT_LEAST, 0.95),
    *for_all(results.ERRORS, AT_MOST, 0),
    *per_request(results.POSTGRES, AT_MOST, {"read": (1.5, 2)}),
    *for_all(results.SOFT_DELETE, AT_MOST, 0.05),
    *for_all(results.REPOSITORY, AT_MOST, 0.02),
    *for_all(results.MIDDLEWARE, AT_MOST, 0.03),
    *per_request(results.START, AT_MOST, {"": (1.15, 1.15)}),
    *per_request(results.MEMORY, AT_MOST, {"": (1.10, 1.10)}),
    Goal(results.BAKE, AT_MOST, 1.3, ""),
    Goal(results.DIFF, AT_MOST, 30, ""),
    *per_request(results.PAGES, AT_MOST, {"": (1.2, 1.2)}),
]


def verdicts(figures: Mapping[Key, float]) -> list[Verdict]:
    return [
        Verdict(goal, figures.get((goal.figure, goal.style, goal.request)))
        for goal in GOALS
    ]
