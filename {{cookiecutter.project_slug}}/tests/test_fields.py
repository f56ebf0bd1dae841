"""Field types: they accept only values that the database can store."""

from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.fields import (
    BIGINT_MAX,
    WITHOUT_NUL,
    Id,
    StoredStr,
    UtcDatetime,
    non_empty,
)

Name = Annotated[str, non_empty(5), WITHOUT_NUL]
MOMENT = datetime(2026, 2, 28, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        (Id, 1, 1),
        (Id, BIGINT_MAX, BIGINT_MAX),
        (Id, "7", 7),
        (StoredStr, "", ""),
        (StoredStr, " a ", " a "),
        (Name, " a b ", "a b"),
        (UtcDatetime, "2026-02-28T13:30:00+01:00", MOMENT),
    ],
)
def test_a_valid_value_is_accepted(field: Any, value: object, stored: object) -> None:
    accepted = TypeAdapter(field).validate_python(value)

    assert accepted == stored
    assert getattr(accepted, "tzinfo", None) in {None, UTC}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (Id, 0, "greater than or equal to 1"),
        (Id, BIGINT_MAX + 1, "less than or equal to"),
        (Id, True, "valid integer"),
        (StoredStr, "a\0b", "NUL"),
        (Name, "", "at least 1 character"),
        (Name, " ", "at least 1 character"),
        (Name, "abcdef", "at most 5 characters"),
        (Name, "a\0b", "NUL"),
        (UtcDatetime, "0.5", "not a number"),
        (UtcDatetime, " 1772281800", "not a number"),
        (UtcDatetime, "2026-02-28T12:30:00", "timezone"),
        (UtcDatetime, "9999-12-31T23:59:59-23:00", "years 1 to 9999"),
        (UtcDatetime, "0001-01-01T00:00:00+23:00", "years 1 to 9999"),
    ],
)
def test_a_value_that_cannot_be_stored_is_rejected(
    field: Any, value: object, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(field).validate_python(value)
