"""The report of a test run: a page of HTML, and the same as Markdown."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from report.grid import Grid, Result
from report.page import page
from report.summary import summary

__all__ = ["Result", "as_markdown", "write"]


def write(results: Sequence[Result], facts: Mapping[str, str], folder: Path) -> None:
    """Write index.html and report.md. The headline shows `facts["Wall time"]`."""
    grid = Grid(results, facts)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"index.html": page(grid), "report.md": summary(grid)}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def as_markdown(results: Sequence[Result], facts: Mapping[str, str]) -> str:
    """Return the summary for a CI run: the grid, and the failures in a few lines."""
    return summary(Grid(results, facts))
