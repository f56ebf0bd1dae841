"""`make bench-count`: what it says about a request that costs more or less."""

from pathlib import Path

import guard
import pytest
from guard import EXPECTED, Cost, complaints, expected, message, write
from requests_sent import REQUESTS
from subjects import STYLES

WANTED = {"template async": {"read": Cost(statements=1, ratio=0.600)}}


def measured(statements: float, ratio: float) -> guard.Costs:
    return {"template async": {"read": Cost(statements=statements, ratio=ratio)}}


def test_the_same_costs_pass() -> None:
    assert complaints(measured(1, 0.600), WANTED) == []


@pytest.mark.parametrize("ratio", [0.575, 0.625])
def test_instructions_may_differ_by_a_twentieth(ratio: float) -> None:
    assert complaints(measured(1, ratio), WANTED) == []


@pytest.mark.parametrize(
    ("statements", "ratio", "complaint"),
    [
        (2, 0.6, "2 statements, expected 1"),
        (1.1, 0.6, "1.1 statements, expected 1"),
        (
            1,
            0.66,
            "0.660 times the instructions of plain, expected 0.600: 10% more",
        ),
        (
            1,
            0.54,
            "0.540 times the instructions of plain, expected 0.600: 10% fewer",
        ),
    ],
)
def test_a_complaint_names_the_request_and_both_figures(
    statements: float, ratio: float, complaint: str
) -> None:
    found = complaints(measured(statements, ratio), WANTED)

    assert found == [f"read of template async: {complaint}"]


def test_every_difference_is_in_the_message() -> None:
    found = complaints(measured(2, 0.66), WANTED)

    assert message(found).splitlines() == [
        "Requests do not cost what benchmarks/expected.json says:",
        "- read of template async: 2 statements, expected 1",
        "- read of template async: 0.660 times the instructions of plain,"
        " expected 0.600: 10% more",
        "If this is intended, run make bench-count UPDATE=1 and commit the file.",
    ]


def test_a_request_without_expected_figures_is_a_complaint() -> None:
    assert complaints(measured(1, 0.6), {}) == [
        "read of template async: no figures are expected yet:"
        " run make bench-count UPDATE=1"
    ]


def test_what_is_written_is_expected(tmp_path: Path) -> None:
    write(measured(1, 0.60049), tmp_path / "expected.json")

    assert expected(tmp_path / "expected.json") == measured(1, 0.600)


def test_the_committed_file_has_all_requests_of_both_styles() -> None:
    file = expected(EXPECTED)

    assert {name: [*costs] for name, costs in file.items()} == {
        f"template {style}": [*REQUESTS] for style in STYLES
    }
