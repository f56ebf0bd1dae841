"""The results of a run as a grid of variants and checks, with sums."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from statistics import median
from typing import Literal

HEAT = (1.25, 1.5, 2.0, 3.0)
"""Multiples of its check's median from which a result is slow, slower and so on."""
NOISE = 1.0
"""A result less than these seconds above the median is never slow."""


@dataclass(frozen=True)
class Result:
    """The result of a check, of one variant or (if empty) across variants."""

    variant: str
    check: str
    outcome: Literal["passed", "failed", "skipped"]
    seconds: float
    message: str = ""
    tree: str = ""
    """A hash of all files of the variant."""


@dataclass(frozen=True)
class Grid:
    """Variants, checks and results in the order in which they first appeared."""

    results: Sequence[Result]
    facts: Mapping[str, str]

    def __post_init__(self) -> None:
        seen = set()
        for result in self.results:
            key = (result.variant, result.check)
            if key in seen:
                place = result.variant or "all variants"
                raise ValueError(
                    f'The check "{result.check}" of {place} has two results: '
                    "merge them."
                )
            seen.add(key)

    @cached_property
    def inside(self) -> list[Result]:
        return [result for result in self.results if result.variant]

    @cached_property
    def across(self) -> list[Result]:
        return [result for result in self.results if not result.variant]

    @cached_property
    def variants(self) -> list[str]:
        return list(dict.fromkeys(result.variant for result in self.inside))

    @cached_property
    def trees(self) -> dict[str, str]:
        return {result.variant: result.tree for result in self.inside if result.tree}

    @cached_property
    def checks(self) -> list[str]:
        return list(dict.fromkeys(result.check for result in self.inside))

    @cached_property
    def cells(self) -> dict[tuple[str, str], Result]:
        return {(result.variant, result.check): result for result in self.inside}

    @cached_property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.outcome == "failed"]

    @cached_property
    def skipped(self) -> list[Result]:
        return [result for result in self.results if result.outcome == "skipped"]

    @cached_property
    def skips(self) -> dict[tuple[str, str], int]:
        """Count how often a check was skipped for the same reason."""
        counts: dict[tuple[str, str], int] = {}
        for result in self.skipped:
            key = (result.check, result.message)
            counts[key] = counts.get(key, 0) + 1
        return counts

    @cached_property
    def seconds_of_variant(self) -> dict[str, float]:
        return {
            variant: fsum(r.seconds for r in self.inside if r.variant == variant)
            for variant in self.variants
        }

    @cached_property
    def seconds_of_check(self) -> dict[str, float]:
        return {
            check: fsum(r.seconds for r in self.inside if r.check == check)
            for check in self.checks
        }

    @cached_property
    def seconds(self) -> float:
        """Return the sum of all cells, without the checks across variants."""
        return fsum(result.seconds for result in self.inside)

    @cached_property
    def medians(self) -> dict[str, float]:
        """Return the median of each check that was run."""
        seconds: dict[str, list[float]] = {}
        for result in self.inside:
            if result.outcome != "skipped":
                seconds.setdefault(result.check, []).append(result.seconds)
        return {check: median(values) for check, values in seconds.items()}

    def heat(self, result: Result) -> int:
        """Return how slow a result is among those of its check: 0 (not slow) to 4."""
        typical = self.medians[result.check]
        if result.seconds - typical < NOISE:
            return 0
        return bisect_right([typical * times for times in HEAT], result.seconds)
