"""The page of the benchmarks, parsed as XML, and the tables of the terminal."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from bench_page import page
from charts import bars, ceiling, lines, short
from counting import Count
from goals import verdicts
from load import Load
from picture import picture
from requests_sent import REQUESTS
from results import Results, figures
from rounds import CLIENTS
from tables import tables

SUBJECTS = ["raw", "plain async", "template async", "plain sync", "template sync"]
HOSTILE = "<b>&\"'"


def sample() -> Results:
    one = Load(rate=100, p50=1, p99=2, errors=0, app_cpu=1, postgres_cpu=1)
    return Results(
        facts={"Commit": HOSTILE},
        counts={
            name: {it: Count(statements=2, instructions=3e6) for it in REQUESTS}
            for name in SUBJECTS
        },
        loads={
            name: {it: {str(n): [one] for n in CLIENTS} for it in REQUESTS}
            for name in SUBJECTS
        },
        starts={name: [1.0] for name in SUBJECTS},
        memory=dict.fromkeys(SUBJECTS, 50.0),
    )


@pytest.fixture
def html() -> str:
    results = sample()
    return page(results, verdicts(figures(results)))


def test_the_page_needs_no_other_file(html: str) -> None:
    assert "default-src 'none'" in html
    assert not re.findall(r"<script|@import|url\(|src=|href=\"(?!data:)", html)


def test_the_page_follows_light_and_dark(html: str) -> None:
    light, dark = re.findall(r":root \{(.*?)\}", html, re.DOTALL)

    assert "@media (prefers-color-scheme: dark)" in html
    assert re.findall(r"--\w+", light) == re.findall(r"--\w+", dark)


def test_the_page_is_well_formed_and_escapes_texts(html: str) -> None:
    body = re.sub(r"<(meta|link)[^>]*>", "", html.partition("\n")[2])

    root = ElementTree.fromstring(body)  # noqa: S314

    assert HOSTILE in [each.text for each in root.iter("dd")]


def test_the_page_has_a_chart_for_each_request_and_each_count(html: str) -> None:
    assert len(re.findall("<figure>", html)) == len(REQUESTS) + 2


def test_the_page_shows_each_verdict(html: str) -> None:
    results = sample()
    found = verdicts(figures(results))
    held = [verdict for verdict in found if verdict.word == "held"]
    measured = [verdict for verdict in found if verdict.measured is not None]

    assert f"<h1>{len(held)} of {len(measured)} goals reached</h1>" in html
    assert len(re.findall('<td class="held">', html)) == len(held)


def test_the_picture_has_a_bar_for_each_request_and_service() -> None:
    root = ElementTree.fromstring(picture(sample()))  # noqa: S314

    tips = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(tips) == len(REQUESTS) * (len(SUBJECTS) - 1)
    assert "plain async, read: 100 requests/s" in tips


def test_only_what_was_measured_is_shown() -> None:
    nothing = Results(facts={})

    titles = [table.title for table in tables(nothing, verdicts({}))]

    assert titles == ["Goals"]
    assert "<figure>" not in page(nothing, verdicts({}))


def test_a_table_is_markdown_with_even_columns() -> None:
    [_, counts, *_] = tables(sample(), verdicts({}))

    lines_ = str(counts).splitlines()

    assert len({len(line) for line in lines_}) == 1
    assert set(lines_[1]) == set("| -")


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (0.55, 0.6), (7, 8), (11, 20), (340, 400), (999, 1000)]
)
def test_the_axis_ends_at_a_round_number(largest: float, top: float) -> None:
    assert ceiling({"it": [0, largest]}) == pytest.approx(top)


def test_bars_are_as_high_as_their_values() -> None:
    chart = bars(["a"], {"raw": [2], "plain async": [4]}, "M", "title")

    heights = re.findall(r'<rect class="([\w ]+)".*?height="([\d.]+)"', chart)

    assert heights == [("raw", "91.0"), ("plain async", "182.0")]


def test_lines_are_higher_for_larger_values() -> None:
    chart = lines(["1", "16"], {"raw": [0, 4]}, "requests/s", "title")

    [points] = re.findall(r'points="(.*?)"', chart)

    assert [float(it.split(",")[1]) for it in points.split()] == [194.0, 12.0]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.123456, "0.123"), (5, "5"), (1234.5, "1,234"), (float("inf"), "∞")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text
