"""The tables of a run, which the terminal and the page show."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from counting import Counts
from goals import Verdict
from requests_sent import REQUESTS
from results import Results
from rounds import CLIENTS, Loads, middle


class Table(NamedTuple):
    title: str
    head: Sequence[str]
    rows: list[list[str]]

    def __str__(self) -> str:
        """Return the table as Markdown, with columns as wide as their longest cell."""
        lines = [list(self.head), *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        rule = ["-" * width for width in widths]
        return "\n".join(
            f"| {' | '.join(map(str.ljust, line, widths))} |"
            for line in [lines[0], rule, *lines[1:]]
        )


def tables(results: Results, verdicts: list[Verdict]) -> list[Table]:
    """Return all tables that have rows."""
    every = [
        of_verdicts(verdicts),
        of_counts(results.counts),
        of_loads(results.loads),
        of_workers(results),
    ]
    return [table for table in every if table.rows]


def of_counts(counts: Counts) -> Table:
    rows = [
        [
            subject,
            *(f"{costs[it]['statements']:g}" for it in REQUESTS),
            *(f"{costs[it]['instructions'] / 1e6:.2f}" for it in REQUESTS),
        ]
        for subject, costs in counts.items()
    ]
    head = [
        "service",
        *(f"{request}: statements" for request in REQUESTS),
        *(f"{request}: M instructions" for request in REQUESTS),
    ]
    return Table("Statements and instructions per request", head, rows)


def of_loads(loads: Loads) -> Table:
    head = [
        *["service", "request", "clients", "requests/s", "p50 ms", "p99 ms", "errors"],
        *["app CPU ms", "PostgreSQL CPU ms"],
    ]
    rows = []
    for request in REQUESTS:
        for clients in map(str, CLIENTS):
            for subject in loads:
                rounds = loads[subject][request][clients]
                rows.append(
                    [
                        *[subject, request, clients],
                        f"{middle(rounds, 'rate'):,.0f}",
                        f"{middle(rounds, 'p50'):.1f}",
                        f"{middle(rounds, 'p99'):.1f}",
                        f"{sum(each['errors'] for each in rounds)}",
                        f"{middle(rounds, 'app_cpu'):.2f}",
                        f"{middle(rounds, 'postgres_cpu'):.2f}",
                    ]
                )
    return Table("Load", head, rows)


def of_workers(results: Results) -> Table:
    rows = [
        [name, f"{median(seconds):.2f}", f"{results.memory[name]:.0f}"]
        for name, seconds in results.starts.items()
    ]
    return Table("Workers", ["service", "start to first 200, s", "memory, MiB"], rows)


def of_verdicts(verdicts: list[Verdict]) -> Table:
    rows = [
        [
            verdict.goal.figure,
            verdict.goal.style or "both",
            verdict.goal.request or "all",
            f"{verdict.goal.sign} {verdict.goal.limit:g}",
            "\N{EN DASH}" if verdict.measured is None else f"{verdict.measured:.3g}",
            verdict.word,
        ]
        for verdict in verdicts
    ]
    head = ["figure", "style", "request", "goal", "measured", "verdict"]
    return Table("Goals", head, rows)
