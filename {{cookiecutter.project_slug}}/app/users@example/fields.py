"""What a request may contain in the fields of a user."""

import unicodedata
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    EmailStr,
    Field,
    StringConstraints,
)

from app.fields import WITHOUT_NUL, non_empty

USERNAME_MAX = 50
EMAIL_MAX = 254
FULL_NAME_MAX = 200


def normalise(value: object) -> object:
    """Return a text in the form NFKC, in which equal texts have equal characters."""
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _check_path_segment(username: str) -> str:
    # Clients remove "." and ".." from a path.
    if username in {".", ".."} or not username.isprintable():
        raise ValueError("Input cannot be part of a URL")
    return username


# A username is part of a URL, /users/by-username/{username}: no space and no slash.
# Whatever changes the text comes before the checks, so here and in Email.
Username = Annotated[
    str,
    BeforeValidator(normalise),
    StringConstraints(
        strip_whitespace=True, pattern=r"^[^\s/]+$", max_length=USERNAME_MAX
    ),
    AfterValidator(_check_path_segment),
    Field(examples=["ada"]),
]

# Stored in lower case, so that an address is unique regardless of its case.
Email = Annotated[
    EmailStr,
    BeforeValidator(_lower),
    Field(max_length=EMAIL_MAX, examples=["ada@example.com"]),
]

FullName = Annotated[str, non_empty(FULL_NAME_MAX), WITHOUT_NUL]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128), WITHOUT_NUL]
