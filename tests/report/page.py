"""The grid as one page of HTML, without scripts and without other files."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template

from report.grid import HEAT, Grid, Result
from report.wording import counted, gist, headline, place, printable, seconds, skips

FOLDER = Path(__file__).parent
LEGEND = """\
<p class="legend">
<span>Seconds of each check that passed</span>
<span><b class="failed">✕ 1.0</b> failed</span>
<span><i>skipped</i></span>
<span>&ndash; not run</span>
<span>$heat times the median of its check, or more</span>
</p>"""


TREE = 8
"""Characters shown of the hash of a variant's files."""


def page(grid: Grid) -> str:
    sections = [table(grid), across(grid), failures(grid), skipped(grid)]
    return file("page.html").substitute(
        headline=text(headline(grid)),
        outcome=outcome(grid),
        style=file("page.css").template,
        facts="\n".join(fact(key, grid.facts[key]) for key in grid.facts),
        sections="\n".join(filter(None, sections)),
    )


def file(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8"))


def text(words: str) -> str:
    return escape(printable(words))


def outcome(grid: Grid) -> str:
    if grid.failed:
        return "failed"
    return "passed" if len(grid.results) > len(grid.skipped) else "skipped"


def fact(key: str, value: str) -> str:
    return f"<div><dt>{text(key)}</dt><dd>{text(value)}</dd></div>"


def section(title: str, lines: Iterable[str]) -> str:
    return "\n".join(["<section>", f"<h2>{title}</h2>", *lines, "</section>"])


def table(grid: Grid) -> str:
    if not grid.variants:
        return ""
    lines = [
        '<div class="grid" role="region" aria-label="Variants" tabindex="0">',
        f'<table style="--parts: {widths(grid)}">',
        head(grid),
        *body(grid),
        foot(grid),
        "</table>",
        "</div>",
        legend(),
    ]
    return section("Variants", lines)


def widths(grid: Grid) -> str:
    """Return the column widths for the parts of the variants' names."""
    parts: list[int] = []
    for name in grid.variants:
        lengths = [len(part) for part in name.split("-")]
        parts += [0] * (len(lengths) - len(parts))
        parts[: len(lengths)] = map(max, lengths, parts)
    return " ".join(f"{width}ch" for width in [*parts, *([TREE] if grid.trees else [])])


def head(grid: Grid) -> str:
    failed = {result.check for result in grid.failed if result.variant}
    checks = "".join(
        f'<th{classes("failed" if check in failed else "")} scope="col">'
        f"{text(check)}</th>"
        for check in grid.checks
    )
    first = '<th scope="col">variant</th>'
    return f'<thead><tr>{first}{checks}<th scope="col">sum</th></tr></thead>'


def body(grid: Grid) -> Iterator[str]:
    """Return a row for each variant. Parts of its name that repeat are muted."""
    above: list[str] = []
    largest = max(grid.seconds_of_variant.values())
    yield "<tbody>"
    for variant in grid.variants:
        parts = variant.split("-")
        shared = common_start(parts, above)
        cells = "".join(cell(grid, variant, check) for check in grid.checks)
        group = "group" if shared < 2 else ""
        total = sum_cell(grid.seconds_of_variant[variant], largest)
        yield f"<tr{classes(group)}>{row_head(grid, parts, shared)}{cells}{total}</tr>"
        above = parts
    yield "</tbody>"


def common_start(parts: list[str], above: list[str]) -> int:
    same = [part == other for part, other in zip(parts, above, strict=False)]
    return [*same, False].index(False)


def row_head(grid: Grid, parts: list[str], shared: int) -> str:
    variant = "-".join(parts)
    failed = any(result.variant == variant for result in grid.failed)
    spans = " ".join(
        f"<span{classes('same' if n < shared else '')}>{text(part)}</span>"
        for n, part in enumerate(parts)
    )
    attributes = f'{classes("failed" if failed else "")} scope="row"'
    tree = grid.trees.get(variant)
    files = f' <code title="hash of all files">{text(tree)}</code>' if tree else ""
    return f'<th{attributes}><div class="parts">{spans}{files}</div></th>'


def classes(names: str) -> str:
    return f' class="{names}"' if names else ""


def cell(grid: Grid, variant: str, check: str) -> str:
    result = grid.cells.get((variant, check))
    if result is None:
        return '<td class="missing"><abbr title="not run">&ndash;</abbr></td>'
    if result.outcome == "skipped":
        return '<td class="skipped">skipped</td>'
    if result.outcome == "failed":
        return f'<td class="failed">{failure_link(grid, result)}</td>'
    heat = grid.heat(result)
    return (
        f"<td{classes(f'heat-{heat}' if heat else '')}>{seconds(result.seconds)}</td>"
    )


def failure_link(grid: Grid, result: Result) -> str:
    number = grid.failed.index(result) + 1
    time = seconds(result.seconds)
    return f'<a href="#failure-{number}" aria-label="failed, {time}">✕ {time}</a>'


def sum_cell(total: float, largest: float) -> str:
    """Return a cell with a sum, and a bar relative to the largest sum."""
    share = round(100 * total / largest) if largest else 0
    return f'<td class="sum" style="--share: {share}%">{seconds(total)}</td>'


def foot(grid: Grid) -> str:
    largest = max(grid.seconds_of_check.values())
    sums = "".join(sum_cell(each, largest) for each in grid.seconds_of_check.values())
    total = f"<td>{seconds(grid.seconds)}</td>"
    return f'<tfoot><tr><th scope="row">sum</th>{sums}{total}</tr></tfoot>'


def legend() -> str:
    marks = " ".join(
        f'<b class="heat-{heat}">{times:g}</b>' for heat, times in enumerate(HEAT, 1)
    )
    return Template(LEGEND).substitute(heat=marks)


def across(grid: Grid) -> str:
    if not grid.across:
        return ""
    items = [across_item(grid, result) for result in grid.across]
    return section("Across variants", ['<ul class="across">', *items, "</ul>"])


def across_item(grid: Grid, result: Result) -> str:
    mark = {
        "passed": f"<b>✓</b> {seconds(result.seconds)}",
        "failed": failure_link(grid, result) if result.outcome == "failed" else "",
        "skipped": "skipped",
    }[result.outcome]
    span = f'<span class="mark">{mark}</span>'
    return f'<li class="{result.outcome}"><span>{text(result.check)}</span>{span}</li>'


def failures(grid: Grid) -> str:
    if not grid.failed:
        return ""
    title = counted(len(grid.failed), "failure")
    return section(title, map(details, range(1, len(grid.failed) + 1), grid.failed))


def details(number: int, result: Result) -> str:
    """Return a failure. Its id is inside <details>, so that a link to it opens them."""
    message = text(result.message) or "no message"
    return "\n".join(
        [
            "<details>",
            f"<summary><b>✕ {text(result.check)}</b> <span>{text(place(result))}</span>"
            f" <code>{text(gist(result.message))}</code></summary>",
            f'<pre id="failure-{number}" tabindex="0">{message}</pre>',
            "</details>",
        ]
    )


def skipped(grid: Grid) -> str:
    if not grid.skipped:
        return ""
    items = [f"<li>{text(line)}</li>" for line in skips(grid)]
    return section("Skipped", ['<ul class="skips">', *items, "</ul>"])
