"""Positions of the log as text."""

import pytest

from app.db.replicas.positions import MAXIMUM, format_position, parse_position


@pytest.mark.parametrize(
    ("text", "position"),
    [("0/0", 0), ("0/343EB90", 0x343EB90), ("1A/2B", 0x1A_0000_002B)],
)
def test_a_position_is_read_and_written(text: str, position: int) -> None:
    assert parse_position(text) == position
    assert format_position(position) == text


def test_no_position_is_later_than_the_maximum() -> None:
    assert parse_position("FFFFFFFF/FFFFFFFF") == MAXIMUM


@pytest.mark.parametrize("text", ["", "0", "/", "0/g", "0/1 ", "-1/0", "0/123456789"])
def test_other_texts_are_no_positions(text: str) -> None:
    assert parse_position(text) is None
