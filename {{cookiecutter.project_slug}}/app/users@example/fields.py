"""What a request may contain in the fields of a user."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

from app.fields import WITHOUT_NUL, non_empty

USERNAME_MAX = 50
EMAIL_MAX = 254
FULL_NAME_MAX = 200

# A username is part of a URL, /users/by-username/{username}: no space and no slash.
Username = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, pattern=r"^[^\s/]+$", max_length=USERNAME_MAX
    ),
    WITHOUT_NUL,
    Field(examples=["ada"]),
]

# Stored in lower case, so that an address is unique regardless of its case.
Email = Annotated[
    EmailStr,
    AfterValidator(str.lower),
    Field(max_length=EMAIL_MAX, examples=["ada@example.com"]),
]

FullName = Annotated[str, non_empty(FULL_NAME_MAX), WITHOUT_NUL]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128), WITHOUT_NUL]
