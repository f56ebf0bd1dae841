"""How long the statements of a request take, and what they read."""

import json
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from plans import Scan, largest_scan
from requests_sent import Client
from tables import Table

TIMES = 9
"""The server plans a prepared statement anew five times, then perhaps no more."""
LAST = 3
ENOUGH_SECONDS = 3.0

HEAD = ["request", "largest scan", "rows read"]


class Measured(NamedTuple):
    """Milliseconds of a request's statements, and the largest scan of the slowest."""

    milliseconds: float
    scan: Scan


Figures = dict[int, dict[str, Measured]]
"""By the number of users and the title of the request."""


def measured(client: Client, path: str, file: Path) -> Measured:
    """Send a request some times, and return the median of the last ones."""
    sent: list[Measured] = []
    start = time.monotonic()
    while len(sent) < TIMES and time.monotonic() - start < ENOUGH_SECONDS:
        file.write_text("")
        client.get(path)
        sent.append(of_statements(file.read_text("utf-8")))
    last = sent[-LAST:]
    return Measured(median(each.milliseconds for each in last), sent[-1].scan)


def of_statements(lines: str) -> Measured:
    """Return the figures of the statements that a request has left in the file."""
    statements: list[dict[str, Any]] = [json.loads(line) for line in lines.splitlines()]
    slowest = max(statements, key=lambda each: float(each["milliseconds"]))
    total = sum(float(each["milliseconds"]) for each in statements)
    return Measured(total, largest_scan(slowest["plan"]))


def table(figures: Figures) -> Table:
    """Return the table: the scan and its rows are those of the largest size."""
    largest = figures[max(figures)]
    head = [*HEAD, *(f"{users:,} users: ms" for users in figures)]
    rows = [
        [
            title.replace("|", r"\|"),
            found.scan.node,
            f"{found.scan.rows:,}",
            *(shown(by_title[title].milliseconds) for by_title in figures.values()),
        ]
        for title, found in largest.items()
    ]
    return Table("Large tables", head, rows)


def shown(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 10 else f"{milliseconds:.1f}"
