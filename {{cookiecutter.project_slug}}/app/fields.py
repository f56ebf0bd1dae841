"""Field types of the API: what they accept is what the database can store."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    EmailStr,
    Field,
    StringConstraints,
)

BIGINT_MAX = 2**63 - 1


def _refuse_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


Id = Annotated[int, BeforeValidator(_refuse_bool), Field(ge=1, le=BIGINT_MAX)]


def _refuse_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL")
    return text


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is outside the years 1 to 9999 in UTC") from None


# The constraints come before the check: a constraint on what a function returned is
# applied in another order, and the length would be that of the text before stripping.
WITHOUT_NUL = AfterValidator(_refuse_nul)

Storable = Annotated[str, WITHOUT_NUL]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), WITHOUT_NUL
]

# A username is part of an address: /users/by-username/{username}.
Username = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\s/]+$"), WITHOUT_NUL
]

# Two spellings of one address are one address, so it is unique whatever its case.
Email = Annotated[EmailStr, AfterValidator(str.lower)]

Password = Annotated[str, StringConstraints(min_length=8, max_length=128), WITHOUT_NUL]

Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
