"""The results as one page of HTML, without scripts and without other files."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template

from charts import bars, css_class, lines
from counting import CountKey
from goals import Verdict
from requests_sent import REQUESTS
from results import Results
from rounds import CLIENTS, middle
from tables import Table, tables

FOLDER = Path(__file__).parent
FAR = "raw"
"""Not in the charts of rates: beside it the others would all look alike."""
SAMPLE = (
    '<svg viewBox="0 0 32 12" aria-hidden="true"><g class="{css}">'
    '<polyline points="0,6 32,6"/><circle cx="16" cy="6" r="3.5"/></g></svg>'
)


def page(results: Results, verdicts: list[Verdict]) -> str:
    sections = [
        *charts(results),
        *(section(it.title, [html_table(it)]) for it in tables(results, verdicts)),
    ]
    return file("bench_page.html").substitute(
        headline=escape(headline(verdicts)),
        style=file("charts.css").template + file("bench_page.css").template,
        facts="\n".join(
            f"<div><dt>{escape(key)}</dt><dd>{escape(value)}</dd></div>"
            for key, value in results.facts.items()
        ),
        sections="\n".join(sections),
    )


def file(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8"))


def headline(verdicts: list[Verdict]) -> str:
    measured = [verdict for verdict in verdicts if verdict.measured is not None]
    held = sum(verdict.word == "held" for verdict in measured)
    return f"{held} of {len(measured)} goals reached"


def section(title: str, parts: Iterable[str]) -> str:
    return "\n".join(["<section>", f"<h2>{escape(title)}</h2>", *parts, "</section>"])


def charts(results: Results) -> Iterator[str]:
    """Yield the sections with charts, of what was measured."""
    if results.loads:
        figures = [
            figure(it.title, rate_chart(results, key)) for key, it in REQUESTS.items()
        ]
        yield section(
            "Requests per second, by the number of clients (raw: see the table)",
            [legend(it for it in results.loads if it != FAR), *grid(figures)],
        )
    compared = {
        name: it for name, it in results.counts.items() if " without " not in name
    }
    if compared:
        figures = [
            figure(
                "Million instructions",
                count_chart(results, compared, "instructions", 1e6),
            ),
            figure("Statements", count_chart(results, compared, "statements", 1)),
        ]
        yield section("What a request costs", [legend(compared), *grid(figures)])


def grid(figures: Iterable[str]) -> list[str]:
    return ['<div class="charts">', *figures, "</div>"]


def figure(caption: str, chart: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{chart}</figure>"


def legend(names: Iterable[str]) -> str:
    items = [
        f"<span>{SAMPLE.format(css=css_class(name))}{escape(name)}</span>"
        for name in names
    ]
    return f'<p class="legend">{"".join(items)}</p>'


def rate_chart(results: Results, request: str) -> str:
    labels = [str(number) for number in CLIENTS]
    series = {
        name: [middle(loads[request][label], "rate") for label in labels]
        for name, loads in results.loads.items()
        if name != FAR
    }
    return lines(labels, series, "requests/s", f"Requests per second: {request}")


def count_chart(
    results: Results, names: Iterable[str], kind: CountKey, unit: float
) -> str:
    series = {
        name: [float(results.counts[name][it][kind]) / unit for it in REQUESTS]
        for name in names
    }
    return bars(list(REQUESTS), series, "", f"Per request: {kind}")


def html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.head)
    rows = [f"<tr>{''.join(map(cell, row))}</tr>" for row in table.rows]
    return "\n".join(
        [
            '<div class="table">',
            "<table>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *rows,
            "</tbody>",
            "</table>",
            "</div>",
        ]
    )


def cell(text: str) -> str:
    css = f' class="{text}"' if text in {"held", "missed"} else ""
    return f"<td{css}>{escape(text)}</td>"
