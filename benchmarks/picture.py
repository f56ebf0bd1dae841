"""The rates as one picture, for the README: an SVG file with its own colours."""

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
LEGEND_WIDTH = 88


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
            *(legend(place, name) for place, name in enumerate(series)),
            f'<g transform="translate(0 {LEGEND_HEIGHT})">{chart}</g>',
            "</svg>",
            "",
        ]
    )


def legend(place: int, name: str) -> str:
    x = 8 + place * LEGEND_WIDTH
    return (
        f'<rect class="{css_class(name)}" x="{x}" y="10" width="9" height="9"/>'
        f'<text x="{x + 13}" y="18.5">{name}</text>'
    )
