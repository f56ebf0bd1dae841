"""The report of a test run, parsed as a browser and GitHub would parse it.

To look at the samples, run this and open the pages in `build/samples/`:
`.venv/bin/python -m pytest -n 0 --basetemp=build/samples tests/report`
"""

import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support.project_commands import REPOSITORY
from support.variants import VARIANTS

from report import Result, as_markdown, write
from report.grid import HEAT, NOISE, Grid
from report.page import FOLDER, page
from report.summary import FAILURES, MESSAGE
from report.wording import gist, headline

FACTS = {
    "Python": "3.11.7",
    "Variants": f"{len(VARIANTS)} of {len(VARIANTS)}",
    "Wall time": "9 min 41 s",
}
CHECKS = {"ruff": 0.25, "mypy": 6.5, "pre-commit": 3.125, "suite": 24.0}
"""Seconds of each check: numbers that floats add up exactly."""
FIRST, SECOND, *_ = VARIANTS
HOSTILE = "</script><b>bold</b>|a`b``c```\n\n```\n</details>\n# $headline &amp; *x* \\"
TRACEBACK = (
    "def test():\n>   assert lint.code == 0\nE   line 3: error\nE   more\ntest.py:9"
)
VOID = {"link", "meta"}
DASH = "\N{EN DASH}"


def passed(*variants: str) -> list[Result]:
    """Return passed results of all checks for some variants."""
    return [
        Result(variant, check, "passed", seconds)
        for variant in variants
        for check, seconds in CHECKS.items()
    ]


ACROSS = [Result("", "hooks", "passed", 1.5), Result("", "demo", "passed", 2.0)]
ALL = passed(*VARIANTS)
ALL_PASSED = f"All {len(VARIANTS)} variants passed {len(ALL)} checks"
SAMPLES = {
    "passed": [*ALL, *ACROSS],
    "failed": [
        replace(ALL[1], outcome="failed", message=HOSTILE + TRACEBACK * 99),
        *ALL[2:-4],
        replace(ALL[-4], outcome="failed", message="\x1b[31mred\x1b[0m\0\udc80\r\n"),
        replace(ALL[-3], outcome="skipped", message="no git | here"),
        replace(ALL[-2], seconds=20.0),
        replace(ACROSS[0], check=HOSTILE, outcome="failed"),
        ACROSS[1],
    ],
    "few": passed(FIRST, SECOND),
    "across only": ACROSS,
    "nothing": [],
}


@dataclass
class ParsedPage(HTMLParser):
    """A strictly parsed page, in which each element must be closed in order."""

    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """The text of each element, by its id or else by its tag."""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
            self.names.append(attributes.get("id") or tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.names.pop()

    def handle_data(self, data: str) -> None:
        if {"th", "td"} & {*self.open}:
            self.rows[-1][-1] += data
        name = self.names[-1] if self.names else "document"
        self.texts[name] = self.texts.get(name, "") + data

    def values(self, attribute: str) -> list[str]:
        return [str(held[attribute]) for _, held in self.tags if attribute in held]


def read(results: list[Result], facts: dict[str, str] = FACTS) -> ParsedPage:
    return ParsedPage(page(Grid(results, facts)))


def read_markdown(results: list[Result], facts: dict[str, str] = FACTS) -> list[Token]:
    reader = MarkdownIt("commonmark").enable("table")
    return reader.parse(as_markdown(results, facts))


def markdown_rows(tokens: list[Token]) -> list[list[str]]:
    """Return the text of the table's cells."""
    rows: list[list[str]] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        if token.type in {"th_open", "td_open"}:
            children = following.children or []
            rows[-1].append("".join(child.content for child in children))
    return rows


@pytest.fixture(scope="module", params=SAMPLES)
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp(request.param, numbered=False) / "report"
    write(SAMPLES[request.param], FACTS, folder)
    return folder


def test_page_and_summary_are_written(sample: Path) -> None:
    results = SAMPLES[sample.parent.name]

    assert sorted(path.name for path in sample.iterdir()) == ["index.html", "report.md"]
    markdown = (sample / "report.md").read_bytes().decode()
    assert markdown == as_markdown(results, FACTS)
    assert "\r" not in markdown


def test_the_page_is_complete_and_its_links_have_targets(sample: Path) -> None:
    page = ParsedPage((sample / "index.html").read_bytes().decode())

    failed = [r for r in SAMPLES[sample.parent.name] if r.outcome == "failed"]
    ids, links = page.values("id"), page.values("href")
    assert len(ids) == len({*ids}) == len(failed)
    assert sorted(links) == sorted(["data:,", *(f"#{name}" for name in ids)])


def test_the_page_has_a_language_a_title_and_a_headline(sample: Path) -> None:
    page = ParsedPage((sample / "index.html").read_bytes().decode())

    words = headline(Grid(SAMPLES[sample.parent.name], FACTS))
    assert page.values("lang") == ["en"]
    assert page.texts["title"].strip() == words
    assert page.texts["h1"].strip() == words


def test_the_page_loads_nothing_and_runs_no_script(sample: Path) -> None:
    page = ParsedPage((sample / "index.html").read_bytes().decode())

    tags = {tag for tag, _ in page.tags}
    attributes = {name for _, held in page.tags for name in held}
    assert tags.isdisjoint({"script", "img", "iframe", "object"})
    assert "src" not in attributes
    assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", page.texts["style"])
    assert "default-src 'none'" in page.values("content")[-1]


def test_every_header_cell_has_a_scope(sample: Path) -> None:
    page = ParsedPage((sample / "index.html").read_bytes().decode())

    heads = [attributes for tag, attributes in page.tags if tag == "th"]
    assert all(head.get("scope") in {"col", "row"} for head in heads)


def test_page_and_summary_show_the_same_grid(sample: Path) -> None:
    results = SAMPLES[sample.parent.name]

    heads, *rows = read(results).rows or [[]]
    in_page = [[row[0].replace(" ", "-"), *row[1:]] for row in rows]
    in_markdown = markdown_rows(read_markdown(results))
    marked = [[cell.replace("❌", "✕") for cell in row] for row in in_markdown]
    assert marked[1:] == in_page
    assert marked[:1] == ([["seconds", *heads[1:]]] if rows else [])


def test_variants_and_checks_come_in_the_order_of_their_first_result() -> None:
    results = [
        Result("b-y", "suite", "passed", 1),
        Result("a-x", "files", "passed", 1),
        Result("b-y", "files", "passed", 1),
        Result("a-x", "suite", "passed", 1),
    ]

    rows = read(results).rows

    assert [row[0] for row in rows] == ["variant", "b y", "a x", "sum"]
    assert rows[0] == ["variant", "suite", "files", "sum"]


def test_rows_and_columns_are_summed() -> None:
    results = [
        Result("a", "ruff", "passed", 0.25),
        Result("a", "suite", "failed", 1000.5),
        Result("b", "suite", "passed", 2.0),
        Result("", "hooks", "passed", 64.0),
    ]

    assert read(results).rows[1:] == [
        ["a", "0.2", "✕ 1,000.5", "1,000.8"],
        ["b", DASH, "2.0", "2.0"],
        ["sum", "0.2", "1,002.5", "1,002.8"],
    ]


def test_skipped_checks_and_checks_not_run_look_different() -> None:
    results = [
        Result("a", "suite", "passed", 1.0),
        Result("b", "pre-commit", "skipped", 0.0, "no git"),
        Result("c", "pre-commit", "skipped", 0.0, "no git"),
    ]

    page = read(results)

    assert [row[1:3] for row in page.rows[1:3]] == [["1.0", DASH], [DASH, "skipped"]]
    assert page.values("title") == ["not run"] * 3
    line = "pre-commit, 2 times: no git"
    assert line in page.source
    assert f"- {line}" in as_markdown(results, FACTS)


ONE_FAILED = [Result(FIRST, "mypy", "failed", 1.0)]
ACROSS_FAILED = [replace(ACROSS[0], outcome="failed")]
SKIPPED = [Result(SECOND, "compose", "skipped", 0.0)]


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (ALL, f"{ALL_PASSED} in 9 min 41 s"),
        (
            ALL + ACROSS,
            f"{ALL_PASSED} and 2 checks across variants in 9 min 41 s",
        ),
        (ALL + SKIPPED, f"{ALL_PASSED} in 9 min 41 s, 1 skipped"),
        (ALL[:1], "1 variant passed 1 check in 9 min 41 s"),
        (ACROSS, "2 checks across variants passed in 9 min 41 s"),
        (ONE_FAILED + ALL[2:], f"1 of {len(ALL) - 1} checks failed: mypy in {FIRST}"),
        (
            ACROSS_FAILED + ALL,
            f"1 of {len(ALL) + 1} checks failed: hooks across variants",
        ),
        (
            [replace(result, outcome="failed") for result in ALL[2:5]] + ALL[5:],
            f"3 of {len(ALL) - 2} checks failed in 2 variants",
        ),
        (
            ONE_FAILED + ACROSS_FAILED + SKIPPED,
            "2 of 2 checks failed in 1 variant and across variants, 1 skipped",
        ),
        (SKIPPED, "No check was run, 1 skipped"),
        ([], "No check was run"),
    ],
)
def test_the_headline_sums_up_the_run(results: list[Result], words: str) -> None:
    assert headline(Grid(results, FACTS)) == words


def test_the_headline_leaves_out_an_unknown_wall_time() -> None:
    assert headline(Grid(ALL, {})) == ALL_PASSED


@pytest.mark.parametrize(
    ("results", "mark"),
    [(ALL, "passed"), (ONE_FAILED + ALL[2:], "failed"), (SKIPPED, "skipped")],
)
def test_the_page_header_has_the_class_of_the_outcome(
    results: list[Result], mark: str
) -> None:
    assert ("header", {"class": mark}) in read(results).tags


def test_a_failed_cell_links_to_its_message() -> None:
    results = [
        Result("a", "ruff", "failed", 1.0, "first"),
        Result("a", "mypy", "passed", 1.0),
        Result("b", "mypy", "failed", 2.0, "second"),
        Result("", "hooks", "failed", 3.0, "third"),
    ]

    page = read(results)

    links = [held for tag, held in page.tags if tag == "a"]
    spoken = [(link["href"], link["aria-label"]) for link in links]
    assert spoken == [
        ("#failure-1", "failed, 1.0"),
        ("#failure-2", "failed, 2.0"),
        ("#failure-3", "failed, 3.0"),
    ]
    messages = [page.texts[f"failure-{number}"].strip() for number in (1, 2, 3)]
    assert messages == ["first", "second", "third"]
    assert page.source.count("</summary>\n<pre id=") == 3


def test_failures_mark_their_row_and_column() -> None:
    tags = read([*passed(FIRST), Result(SECOND, "mypy", "failed", 1.0)]).tags

    heads = [held for tag, held in tags if tag == "th" and "class" in held]
    assert [head["scope"] for head in heads] == ["col", "row"]
    assert ("td", {"class": "failed"}) in tags


def test_slow_cells_are_coloured_relative_to_their_check() -> None:
    seconds = [10.0, 10.0, 10.0, 10.0, 10.0, 12.5, 15.0, 20.0, 30.0]
    slow = dict(zip("abcdefghi", seconds, strict=True))
    quick = dict.fromkeys(slow, 0.01) | {"i": 0.01 + NOISE / 2}
    results = [
        Result(variant, check, "passed", seconds)
        for check, column in {"suite": slow, "files": quick}.items()
        for variant, seconds in column.items()
    ]
    skipped = [Result(f"s{n}", "suite", "skipped", 0.0) for n in range(99)]

    grid = Grid(results + skipped, FACTS)

    heats = [grid.heat(grid.cells[variant, "suite"]) for variant in slow]
    assert heats == [0, 0, 0, 0, 0, 1, 2, 3, 4]
    assert {grid.heat(grid.cells[v, "files"]) for v in quick} == {0}
    assert 'class="heat-4">30.0<' in page(grid)


def test_repeated_parts_of_variant_names_are_muted() -> None:
    names = ["asyncpg-standard-soft", "asyncpg-standard-hard", "psycopg-none-hard"]

    page = read(passed(*names))

    assert "--parts: 7ch 8ch 4ch" in page.values("style")
    spans = re.findall(r'<div class="parts">(.*?)</div>', page.source)
    assert [re.findall(r'class="same">(\w+)', parts) for parts in spans] == [
        [],
        ["asyncpg", "standard"],
        [],
    ]


def test_messages_are_escaped() -> None:
    def run(words: str) -> tuple[list[Result], dict[str, str]]:
        inside = Result(words, words, "failed", 1.0, words)
        return [inside, replace(inside, variant="")], {words: words}

    hostile, harmless = read(*run(HOSTILE)), read(*run("x" * 9))

    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in harmless.tags]
    assert hostile.texts["failure-1"].strip() == HOSTILE
    assert hostile.texts["dt"] == HOSTILE
    tokens = [read_markdown(*run(words)) for words in (HOSTILE, "x" * 9)]
    kinds = [[token.type for token in read] for read in tokens]
    assert kinds[0] == kinds[1]
    assert [t.content for t in tokens[0] if t.type == "fence"] == [HOSTILE + "\n"] * 2
    markup = "".join(t.content for t in tokens[0] if t.type == "html_block")
    assert {*re.findall(r"<[^>]*>", markup)} == {
        *("<details>", "<summary>", "</summary>", "</details>")
    }


def test_terminal_colours_and_invalid_characters_are_removed(tmp_path: Path) -> None:
    message = "\x1b[1;31mred\x1b[0m\x00\udc80\tend\r\n"

    write([replace(ONE_FAILED[0], message=message)], FACTS, tmp_path)

    for file in tmp_path.iterdir():
        assert "red\ufffd\ufffd\tend" in file.read_bytes().decode()


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (TRACEBACK, "line 3: error"),
        ("make: *** [lint]\nError 1\n\n", "Error 1"),
        ("", "no message"),
        ("x" * 9999, "x" * 200),
    ],
)
def test_the_gist_is_one_line_of_the_message(message: str, line: str) -> None:
    assert gist(message) == line


def test_the_summary_cuts_long_messages_and_keeps_both_ends() -> None:
    message = "start " + "x" * 10 * MESSAGE + " end"

    tokens = read_markdown([replace(ONE_FAILED[0], message=message)])

    (fence,) = [token.content for token in tokens if token.type == "fence"]
    assert fence.startswith("start x")
    assert fence.endswith("x end\n")
    assert "\n[18,010 characters left out]\n" in fence
    assert len(fence) < MESSAGE + 50


def test_the_summary_limits_the_number_of_failures() -> None:
    results = [replace(r, outcome="failed", message="\U0001f600" * 9999) for r in ALL]

    markdown = as_markdown(results, FACTS)

    assert markdown.count("<details>") == markdown.count("</details>") == FAILURES
    assert f"index.html has {len(ALL) - FAILURES} more failures." in markdown
    assert len(markdown.encode()) < 2**20, "more than GitHub shows"


def test_each_variant_has_the_hash_of_its_files() -> None:
    results = [replace(result, tree=f"{n}" * 8) for n, result in enumerate(ALL[:2])]
    grid = Grid([*results[:1], *ALL[4:]], FACTS)

    assert '</span> <code title="hash of all files">00000000</code></div>' in page(grid)
    assert f"| {FIRST} 00000000 |" in as_markdown(grid.results, FACTS)


def test_two_results_of_one_check_are_an_error() -> None:
    with pytest.raises(ValueError, match=r'^The check "mypy" of .* merge them\.$'):
        Grid([*ONE_FAILED, *ALL], FACTS)


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    code = "from report import test_report as t; print(end=t.every_sample())"

    def run(seed: int) -> bytes:
        more = {"PYTHONHASHSEED": str(seed), "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            env=os.environ | more | {"PYTHONPATH": "tests:."},
            check=True,
            capture_output=True,
        ).stdout

    assert run(1) == run(2) == every_sample().encode()


def every_sample() -> str:
    texts = [
        (page(Grid(results, FACTS)), as_markdown(results, FACTS))
        for results in SAMPLES.values()
    ]
    return "".join(text for both in texts for text in both)


STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
SCHEMES = [
    dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))
    for block in STYLE.split("@media (prefers-color-scheme: dark)")
]
ON = {
    "text": ["page", "surface", "hover", "heat-1", "heat-2", "heat-3", "heat-4"],
    "muted": ["page", "surface", "hover"],
    "passed": ["surface"],
    "failed": ["page", "surface", "hover"],
    "on-failed": ["failed"],
    "page": ["passed", "muted"],
}
"""The text colours, each with its backgrounds."""


def luminance(colour: str) -> float:
    """Return the luminance as defined by the Web Content Accessibility Guidelines."""
    red, green, blue = (linear(int(colour[n : n + 2], 16) / 255) for n in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return math.pow((channel + 0.055) / 1.055, 2.4)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
@pytest.mark.parametrize("colour", ON)
def test_text_has_enough_contrast_in_both_schemes(
    scheme: dict[str, str], colour: str
) -> None:
    for ground in ON[colour]:
        levels = sorted(luminance(scheme[name]) for name in (colour, ground))
        assert (levels[1] + 0.05) / (levels[0] + 0.05) >= 4.5, ground


def test_the_contrast_of_every_text_colour_is_tested() -> None:
    assert {*re.findall(r"(?<!-)\bcolor: var\(--([\w-]+)\)", STYLE)} == {*ON}


def test_both_schemes_name_the_same_colours() -> None:
    assert SCHEMES[0].keys() == SCHEMES[1].keys() >= {"heat-1", f"heat-{len(HEAT)}"}
