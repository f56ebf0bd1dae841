"""Charts as SVG. The page's style sheet colours them, for light and dark alike."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 26
INNER_WIDTH = WIDTH - LEFT - RIGHT
INNER_HEIGHT = HEIGHT - TOP - BOTTOM
GRID_LINES = 4

Series = Mapping[str, Sequence[float]]
"""By the name of the service: a value for each label of the x axis."""


def bars(labels: Sequence[str], series: Series, unit: str, title: str) -> str:
    """Return grouped bars: a group for each label, a bar for each service."""
    top = ceiling(series)
    group = INNER_WIDTH / len(labels)
    width = group * 0.8 / len(series)
    marks = [
        bar(
            LEFT + group * (place + 0.1) + width * number,
            width - 2,
            INNER_HEIGHT * values[place] / top,
            css_class(name),
            f"{name}, {label}: {short(values[place])} {unit}",
        )
        for number, (name, values) in enumerate(series.items())
        for place, label in enumerate(labels)
    ]
    centres = [LEFT + group * (place + 0.5) for place in range(len(labels))]
    return svg(title, [*axis(top), *x_labels(labels, centres), *marks])


def bar(x: float, width: float, height: float, css: str, tip: str) -> str:
    y = TOP + INNER_HEIGHT - height
    return (
        f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}"><title>{escape(tip)}</title></rect>'
    )


def lines(labels: Sequence[str], series: Series, unit: str, title: str) -> str:
    """Return a line for each service, over labels with equal distances."""
    top = ceiling(series)
    step = INNER_WIDTH / len(labels)
    centres = [LEFT + step * (place + 0.5) for place in range(len(labels))]
    marks = [
        line(centres, values, top, name, [f"{it} clients" for it in labels], unit)
        for name, values in series.items()
    ]
    return svg(title, [*axis(top), *x_labels(labels, centres), *marks])


def line(
    centres: Sequence[float],
    values: Sequence[float],
    top: float,
    name: str,
    labels: Sequence[str],
    unit: str,
) -> str:
    heights = [TOP + INNER_HEIGHT * (1 - value / top) for value in values]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(centres, heights, strict=True))
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5">'
        f"<title>{escape(f'{name}, {label}: {short(value)} {unit}')}</title></circle>"
        for x, y, label, value in zip(centres, heights, labels, values, strict=True)
    ]
    return (
        f'<g class="{css_class(name)}"><polyline points="{points}"/>{"".join(dots)}</g>'
    )


def ceiling(series: Series) -> float:
    """Return the top of the y axis: a round number not below any value."""
    largest = max(
        (v for values in series.values() for v in values if isfinite(v)), default=0
    )
    if largest <= 0:
        return 1
    power = 10.0 ** (len(str(int(largest))) - 1) if largest >= 1 else 0.1
    return next(
        power * step
        for step in (1, 2, 3, 4, 5, 6, 8, 10, 12)
        if power * step >= largest
    )


def axis(top: float) -> list[str]:
    marks = []
    for number in range(GRID_LINES + 1):
        y = TOP + INNER_HEIGHT * (1 - number / GRID_LINES)
        value = short(top * number / GRID_LINES)
        marks.append(
            f'<line class="grid-line" x1="{LEFT}" x2="{WIDTH - RIGHT}"'
            f' y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}">{value}</text>'
        )
    return marks


def x_labels(labels: Sequence[str], centres: Sequence[float]) -> list[str]:
    return [
        f'<text class="label" x="{x:.1f}" y="{HEIGHT - 8}">{escape(label)}</text>'
        for label, x in zip(labels, centres, strict=True)
    ]


def svg(title: str, content: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}">{"".join(content)}</svg>'
    )


def css_class(name: str) -> str:
    """Return the classes of a service, such as `template async`."""
    return escape(name)


def short(value: float) -> str:
    if not isfinite(value):
        return "\N{INFINITY}"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
