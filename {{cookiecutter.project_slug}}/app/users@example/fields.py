"""Field types of users.

The maximum lengths are in models.py, and those of a PATCH in schemas.py.
"""

from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

from app.fields import WITHOUT_NUL

# A username is part of a URL, /users/by-username/{username}: no space and no slash.
Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\s/]+$"),
    WITHOUT_NUL,
    Field(examples=["ada"]),
]

# Stored in lower case, so that an address is unique regardless of its case.
Email = Annotated[
    EmailStr, AfterValidator(str.lower), Field(examples=["ada@example.com"])
]

Password = Annotated[str, StringConstraints(min_length=8, max_length=128), WITHOUT_NUL]
