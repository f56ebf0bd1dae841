"""Where the lines of a project come from: the template's file, and its line there."""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from preview.template import PROJECT

TAG = re.compile(r"@([a-z0-9_]+)")
ASYNC_WORD = re.compile(r"\b(?:async |await |Async(?=[A-Z]))")
"""The words that are removed from code for psycopg. Both are those of the hook."""


def sources(names: Iterable[str], tags: Collection[str]) -> dict[str, str]:
    """Return, for each path of a project with these tags, the template's file."""
    return {
        TAG.sub("", name.removeprefix(f"{PROJECT}/")): name
        for name in names
        if name.startswith(f"{PROJECT}/") and {*TAG.findall(name)} <= {*tags}
    }


def source_line(baked: str, source: str, line: int) -> int | None:
    """Return the line of the template from which a line of a baked file comes.

    Both count from 1. None means that it comes from several lines, or from none.
    """
    ours, theirs = map(_comparable, (baked, source))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, start, end, there, end_there in matcher.get_opcodes():
        if start < line <= end and (
            kind == "equal" or end - start == end_there - there
        ):
            return there + line - start
    return None


def _comparable(text: str) -> list[str]:
    """Return the lines as they are compared: without the words for async."""
    return [ASYNC_WORD.sub("", line) for line in text.splitlines()]
