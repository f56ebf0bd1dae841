"""Tables of figures, as Markdown."""

from collections.abc import Iterable, Sequence

from counting import Counts
from requests_sent import REQUESTS


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with columns as wide as their longest cell."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        f"| {' | '.join(map(str.ljust, line, widths))} |"
        for line in [lines[0], rule, *lines[1:]]
    )


def of_counts(counts: Counts) -> str:
    """Return statements and millions of instructions per request, of each service."""
    head = ["service", *(f"{request}: statements, M" for request in REQUESTS)]
    rows = [
        [
            subject,
            *(
                f"{costs[request]['statements']:g}, "
                f"{costs[request]['instructions'] / 1e6:.2f}"
                for request in REQUESTS
            ),
        ]
        for subject, costs in counts.items()
    ]
    return markdown(head, rows)
