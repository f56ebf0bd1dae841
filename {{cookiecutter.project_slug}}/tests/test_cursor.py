"""Cursors: only one that this service made, for this list, is accepted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.cursor import decode_cursor, encode_cursor

MOMENT = datetime(2026, 2, 28, 12, 30, 59, 123456, tzinfo=UTC)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n"


@pytest.mark.parametrize(
    ("sort", "value", "row_id"),
    [
        ("username", "ada", 1),
        ("-username", 'Łukasz "Ł", \\', 2**63 - 1),
        ("created_at", MOMENT, 1),
    ],
)
def test_a_cursor_names_a_row(sort: str, value: Any, row_id: int) -> None:
    cursor = encode_cursor(sort, value, row_id)

    assert decode_cursor(cursor, sort, type(value)) == (value, row_id)


def test_a_cursor_needs_no_escape_in_an_address() -> None:
    cursors = [encode_cursor("username", "ÿ" * n, n) for n in range(1, 50)]

    assert set("".join(cursors)) <= set(ALPHABET[:64])


def test_a_cursor_with_one_character_changed_is_refused() -> None:
    cursor = encode_cursor("username", "ada", 7)

    for position, character in enumerate(cursor):
        for other in ALPHABET.replace(character, ""):
            changed = cursor[:position] + other + cursor[position + 1 :]
            with pytest.raises(ValueError, match="is no cursor of this list"):
                decode_cursor(changed, "username", str)


def test_a_cursor_with_one_character_more_or_less_is_refused() -> None:
    cursor = encode_cursor("username", "ada", 7)

    for position in range(len(cursor)):
        shorter = cursor[:position] + cursor[position + 1 :]
        longer = [cursor[:position] + more + cursor[position:] for more in ALPHABET]
        for changed in (shorter, *longer, cursor + ALPHABET[position]):
            with pytest.raises(ValueError, match="is no cursor of this list"):
                decode_cursor(changed, "username", str)


@pytest.mark.parametrize("text", ["", "A", "=", "ünsinn", "AAAAAAAAbnVsbA", "\0"])
def test_what_never_was_a_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no cursor of this list"):
        decode_cursor(text, "username", str)


@pytest.mark.parametrize(
    ("sort", "value", "row_id"),
    [
        ("username", "nul\0", 1),
        ("username", 7, 1),
        ("username", None, 1),
        ("username", "ada", 0),
        ("username", "ada", 2**63),
        ("username", "ada", "1"),
        ("created_at", "yesterday", 1),
        ("created_at", MOMENT.replace(tzinfo=None), 1),
        ("created_at", "9999-12-31T23:59:59-23:00", 1),
        ("created_at", "2026-02-28T12:30:59Z", 1),
        ("created_at", MOMENT, 0),
    ],
)
async def test_a_forged_cursor_is_refused_although_its_checksum_is_right(
    client: AsyncClient, sort: str, value: object, row_id: Any
) -> None:
    forged = encode_cursor(sort, value, row_id)

    response = await client.get("/users", params={"sort": sort, "after": forged})

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["after"]


@pytest.mark.parametrize("sort", ["-username", "email"])
def test_a_cursor_belongs_to_one_order(sort: str) -> None:
    cursor = encode_cursor("username", "ada", 1)

    with pytest.raises(ValueError, match="no cursor of this list in this order"):
        decode_cursor(cursor, sort, str)


def test_a_cursor_belongs_to_columns_of_one_type() -> None:
    cursor = encode_cursor("username", "ada", 1)

    with pytest.raises(ValueError, match="is no cursor of this list"):
        decode_cursor(cursor, "created_at", datetime)
