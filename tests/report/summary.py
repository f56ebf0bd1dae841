"""The grid as Markdown, short enough for the summary of a CI run."""

import html
import re

from report.grid import Grid, Result
from report.wording import counted, gist, headline, place, printable, seconds, skips

MESSAGE = 2_000
"""Characters kept of a message: half of its start, half of its end."""
FAILURES = 50
"""Failures shown: GitHub limits a summary to one MiB."""
SPECIAL = re.compile(r"([\\`*\[\]<>&|~#]|\b_|_\b)")


def summary(grid: Grid) -> str:
    parts = [
        f"## {plain(headline(grid))}",
        "\n".join(f"- {plain(key)}: {plain(grid.facts[key])}" for key in grid.facts),
        table(grid),
        across(grid),
        failures(grid),
        section("Skipped", [f"- {plain(line)}" for line in skips(grid)]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(title: str, lines: list[str]) -> str:
    return "\n".join([f"### {title}", "", *lines]) if lines else ""


def plain(text: str) -> str:
    """Return text on one line with Markdown's special characters escaped."""
    return SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))


def table(grid: Grid) -> str:
    if not grid.variants:
        return ""
    width = len(grid.checks)
    rows = [
        ["seconds", *map(plain, grid.checks), "sum"],
        ["---", *["--:"] * width, "--:"],
        *(row(grid, variant) for variant in grid.variants),
        ["sum", *map(seconds, grid.seconds_of_check.values()), seconds(grid.seconds)],
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def row(grid: Grid, variant: str) -> list[str]:
    results = [grid.cells.get((variant, check)) for check in grid.checks]
    total = seconds(grid.seconds_of_variant[variant])
    name = " ".join(filter(None, [plain(variant), grid.trees.get(variant)]))
    return [name, *map(cell, results), total]


def cell(result: Result | None) -> str:
    if result is None:
        return "\N{EN DASH}"
    if result.outcome == "skipped":
        return "skipped"
    mark = "❌ " if result.outcome == "failed" else ""
    return mark + seconds(result.seconds)


def across(grid: Grid) -> str:
    lines = [f"- {plain(result.check)}: {cell(result)}" for result in grid.across]
    return section("Across variants", lines)


def failures(grid: Grid) -> str:
    shown = [details(result) for result in grid.failed[:FAILURES]]
    left = len(grid.failed) - len(shown)
    more = [f"index.html has {counted(left, 'more failure')}."] if left else []
    return "\n\n".join(["### Failures", *shown, *more]) if shown else ""


def details(result: Result) -> str:
    """Return a failure. After a blank line, the content of <details> is Markdown."""
    title = plain_html(f"{result.check} {place(result)}: {gist(result.message)}")
    return "\n".join(
        [
            "<details>",
            f"<summary>{title}</summary>",
            "",
            fenced(cut(printable(result.message))),
            "",
            "</details>",
        ]
    )


def plain_html(text: str) -> str:
    """Return escaped text on one line: a blank line would end the HTML."""
    return html.escape(" ".join(printable(text).split()))


def fenced(text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def cut(text: str) -> str:
    left = len(text) - MESSAGE
    if left <= 0:
        return text
    half = MESSAGE // 2
    middle = f"\n[{counted(left, 'character')} left out]\n"
    return text[:half] + middle + text[-half:]
