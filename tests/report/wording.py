"""The headline of a run, and the wording that page and summary share."""

import re
from collections.abc import Sequence

from report.grid import Grid, Result

GIST = 200
"""Maximum length of the one line shown of a message."""
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def headline(grid: Grid) -> str:
    skipped = f", {len(grid.skipped):,} skipped" if grid.skipped else ""
    return verdict(grid) + skipped


def verdict(grid: Grid) -> str:
    ran = [result for result in grid.results if result.outcome != "skipped"]
    if not ran:
        return "No check was run"
    if grid.failed:
        return failure(grid.failed, ran)
    wall_time = grid.facts.get("Wall time")
    return success(ran) + (f" in {wall_time}" if wall_time else "")


def success(ran: Sequence[Result]) -> str:
    inside = [result for result in ran if result.variant]
    across = len(ran) - len(inside)
    variants = len({result.variant for result in inside})
    if not inside:
        return f"{counted(across, 'check')} across variants passed"
    every = "All " if variants > 1 else ""
    more = f" and {counted(across, 'check')} across variants" if across else ""
    passed = f"{counted(variants, 'variant')} passed {counted(len(inside), 'check')}"
    return every + passed + more


def failure(failed: Sequence[Result], ran: Sequence[Result]) -> str:
    start = f"{len(failed):,} of {counted(len(ran), 'check')} failed"
    if len(failed) == 1:
        return f"{start}: {failed[0].check} {place(failed[0])}"
    variants = len({result.variant for result in failed} - {""})
    places = [f"in {counted(variants, 'variant')}"] if variants else []
    if any(not result.variant for result in failed):
        places.append("across variants")
    return f"{start} {' and '.join(places)}"


def place(result: Result) -> str:
    return f"in {result.variant}" if result.variant else "across variants"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def seconds(number: float) -> str:
    return f"{number:,.1f}"


def skips(grid: Grid) -> list[str]:
    """Return a line for each skipped check and reason."""
    return [
        f"{check}, {counted(times, 'time')}: {printable(reason) or 'no reason given'}"
        for (check, reason), times in grid.skips.items()
    ]


def printable(text: str) -> str:
    """Return text without terminal colours and without characters invalid in UTF-8."""
    lines = COLOUR.sub("", text).replace("\r\n", "\n")
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", lines).strip("\n")


def gist(message: str) -> str:
    """Return the most useful line: pytest's first "E" line, or else the last line."""
    lines = [line.strip() for line in printable(message).splitlines() if line.strip()]
    errors = [line[1:].strip() for line in lines if line.startswith("E  ")]
    return next(iter([*errors, *lines[-1:]]), "no message")[:GIST]
