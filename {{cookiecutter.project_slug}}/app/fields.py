"""Field types: they accept only values that the database can store."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SerializeAsAny,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
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


def _reject_number(value: object) -> object:
    # pydantic would take it for the seconds since 1970.
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?[\d._]+\s*", value):
        raise ValueError("Input should be a date and a time, not a number")
    return value


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
UtcDatetime = Annotated[
    AwareDatetime, BeforeValidator(_reject_number), AfterValidator(_to_utc)
]
EnumT = TypeVar("EnumT", bound=StrEnum)


def _keep_other_text(value: object, to_member: ValidatorFunctionWrapHandler) -> object:
    try:
        return to_member(value)
    except ValueError:
        if isinstance(value, str):
            return value
        raise


# An enum in a response. A stored value that is not a member is answered as it is: a
# later release may have written it.
StoredEnum = Annotated[SerializeAsAny[EnumT], WrapValidator(_keep_other_text)]
