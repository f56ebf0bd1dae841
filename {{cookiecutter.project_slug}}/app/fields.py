"""Field types: they accept only values that the database can store."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
)

BIGINT_MAX = 2**63 - 1


def _reject_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("Input should be a valid integer")
    return value


Id = Annotated[int, Field(ge=1, le=BIGINT_MAX), BeforeValidator(_reject_bool)]


def _reject_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("Input should not contain the NUL character")
    return text


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("Input should be in the years 1 to 9999 in UTC") from None


# PostgreSQL cannot store NUL in a text. Put this after the other constraints: a
# constraint that follows it would be checked before pydantic strips the text.
WITHOUT_NUL = AfterValidator(_reject_nul)


def non_empty(max_length: int) -> StringConstraints:
    """Return the constraints of a text that has characters other than spaces."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=max_length)


StoredStr = Annotated[str, WITHOUT_NUL]
UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
