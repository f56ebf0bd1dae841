"""What differs between two bakes of all projects: each change once, with who gets it.

A change is a run of lines that is replaced. The same change is in one hunk for all
projects that get it, even if the lines around it differ.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TypeAlias

from preview.bakes import Project
from preview.template import File
from preview.variants import Answers

Bakes: TypeAlias = Mapping[Answers, Project]
Projects: TypeAlias = frozenset[Answers]

CONTEXT = 3
"""Lines shown around a change."""


@dataclass(frozen=True)
class Hunk:
    """Lines of a file, each with its first character as in a unified diff."""

    path: str
    projects: Projects
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Appearance:
    """A file that only one end has, with its number of lines there."""

    path: str
    projects: Projects
    is_new: bool
    lines: int


@dataclass(frozen=True)
class Change:
    """Lines that are replaced in a file, and how often the same was replaced above."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Placed:
    """A change, and its lines in the new file."""

    change: Change
    new: range


def compare(before: Bakes, after: Bakes) -> tuple[list[Hunk], list[Appearance]]:
    """Compare the same projects at both ends."""
    hunks: list[Hunk] = []
    appearances: list[Appearance] = []
    paths = {path for each in after for path in {**before[each], **after[each]}}
    for path in sorted(paths):
        ends: dict[tuple[File | None, File | None], list[Answers]] = defaultdict(list)
        for each in after:
            ends[before[each].get(path), after[each].get(path)].append(each)
        hunks += _hunks(path, ends)
        appearances += _appearances(path, ends)
    return hunks, appearances


def _appearances(
    path: str, ends: Mapping[tuple[File | None, File | None], Sequence[Answers]]
) -> Iterator[Appearance]:
    for is_new in (True, False):
        found: dict[File, list[Answers]] = defaultdict(list)
        for (old, new), projects in ends.items():
            if (old is None) == is_new and (old is None) != (new is None):
                found[old or new or File(b"")] += projects
        if found:
            who = frozenset(each for some in found.values() for each in some)
            lines = max(len(_lines(file)) for file in found)
            yield Appearance(path, who, is_new, lines)


def _hunks(
    path: str, ends: Mapping[tuple[File | None, File | None], Sequence[Answers]]
) -> Iterator[Hunk]:
    getting: dict[Change, list[Answers]] = defaultdict(list)
    examples: dict[Change, tuple[File, File]] = {}
    for (old, new), projects in ends.items():
        if old is None or new is None or old == new:
            continue
        for placed in _placed(old, new):
            getting[placed.change] += projects
            examples.setdefault(placed.change, (old, new))
    together: dict[tuple[Projects, tuple[File, File]], set[Change]] = defaultdict(set)
    for change, some in getting.items():
        together[frozenset(some), examples[change]].add(change)
    for (who, (old, new)), changes in together.items():
        for line, lines in _around(old, new, changes):
            yield Hunk(path, who, line, lines)


@cache
def _placed(old: File, new: File) -> list[Placed]:
    """Return the changes of a file."""
    before, after = _lines(old), _lines(new)
    seen = Counter[tuple[tuple[str, ...], tuple[str, ...]]]()
    placed = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, end in matcher.get_opcodes():
        if kind != "equal":
            both = tuple(before[i:j]), tuple(after[k:end])
            change = Change(*both, seen[both])
            seen[both] += 1
            placed.append(Placed(change, range(k, end)))
    return placed


def _around(
    old: File, new: File, changes: set[Change]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the new line number and the lines of each hunk with these changes.

    Other changes of the file are shown as if they had been made before.
    """
    marked: list[str] = []
    after = _lines(new)
    numbers: list[int] = []
    position = 0
    for placed in _placed(old, new):
        if placed.change not in changes:
            continue
        equal = after[position : placed.new.start]
        block = [
            *(f" {line}" for line in equal),
            *(f"-{line}" for line in placed.change.old),
            *(f"+{line}" for line in placed.change.new),
        ]
        starts = range(position + 1, placed.new.start + 1)
        removed = [placed.new.start + 1] * len(placed.change.old)
        added = range(placed.new.start + 1, placed.new.stop + 1)
        marked += block
        numbers += [*starts, *removed, *added]
        position = placed.new.stop
    marked += [f" {line}" for line in after[position:]]
    numbers += range(position + 1, len(after) + 1)
    for window in _windows([line[0] != " " for line in marked]):
        yield numbers[window.start], tuple(marked[window.start : window.stop])


def _windows(is_changed: Sequence[bool]) -> Iterator[range]:
    """Yield runs of lines that are at most CONTEXT lines away from a changed one."""
    start = end = None
    for n, changed in enumerate(is_changed):
        if not changed:
            continue
        if start is not None and end is not None and n - CONTEXT > end:
            yield range(start, end)
            start = None
        if start is None:
            start = max(0, n - CONTEXT)
        end = min(len(is_changed), n + CONTEXT + 1)
    if start is not None and end is not None:
        yield range(start, end)


@cache
def _lines(file: File) -> list[str]:
    text = file.content.decode()
    notes = {
        "(no line break at the end)": text and not text.endswith("\n"),
        "(executable)": file.is_executable,
    }
    return [*text.splitlines(), *(note for note, holds in notes.items() if holds)]
