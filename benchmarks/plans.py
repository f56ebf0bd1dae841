"""Plans of statements: which scan reads the most rows."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Plan = dict[str, Any]
"""A node of EXPLAIN (ANALYZE, FORMAT JSON)."""

READ = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
"""Rows of each time that a scan is executed."""


class Scan(NamedTuple):
    """A node that reads a table or an index."""

    node: str
    rows: int


def largest_scan(plan: Plan) -> Scan:
    """Return the scan that reads the most rows; of several, the innermost one."""
    largest = Scan("no scan", 0)
    for scan in scans(plan):
        if scan.rows >= largest.rows:
            largest = scan
    return largest


def scans(plan: Plan) -> Iterator[Scan]:
    """Yield all scans of a plan, each before those within it."""
    place = plan.get("Index Name") or plan.get("Relation Name")
    if place:
        rows = sum(plan.get(key, 0) for key in READ) * plan["Actual Loops"]
        yield Scan(f"{plan['Node Type']} {place}", round(rows))
    for part in plan.get("Plans", []):
        yield from scans(part)
