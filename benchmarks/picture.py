"""The rates as one picture, for the README: an SVG file with its own colours."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from charts import HEIGHT, WIDTH, bars, css_class
from requests_sent import REQUESTS
from results import Results
from rounds import middle

CLIENTS = "16"
FAR = "raw"
"""Not in the picture: beside it the others would all look alike."""
STYLE = (Path(__file__).parent / "charts.css").read_text(encoding="utf-8")
LEGEND_HEIGHT = 26
LETTER_WIDTH = 4.8
SAMPLE_WIDTH = 24


def picture(results: Results) -> str:
    """Return requests per second with 16 clients, for each request and service."""
    series = {
        name: [middle(loads[request][CLIENTS], "rate") for request in REQUESTS]
        for name, loads in results.loads.items()
        if name != FAR
    }
    title = f"Requests per second with {CLIENTS} clients"
    chart = bars(list(REQUESTS), series, "requests/s", title)
    height = HEIGHT + LEGEND_HEIGHT
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
            f' width="{2 * WIDTH}" role="img" aria-label="{title}">',
            f"<style>{STYLE}</style>",
            f'<rect class="surface" width="{WIDTH}" height="{height}"/>',
            *legend(list(series)),
            f'<svg y="{LEGEND_HEIGHT}" width="{WIDTH}" height="{HEIGHT}">{chart}</svg>',
            "</svg>",
            "",
        ]
    )


def legend(names: Sequence[str]) -> Iterator[str]:
    x = 8.0
    for name in names:
        yield (
            f'<rect class="{css_class(name)}" x="{x:.0f}" y="10" width="9" height="9"/>'
            f'<text x="{x + 12:.0f}" y="18" style="font-size: 9px">{name}</text>'
        )
        x += SAMPLE_WIDTH + LETTER_WIDTH * len(name)
