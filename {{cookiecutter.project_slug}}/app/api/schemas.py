"""Base classes of request bodies."""

from typing import Any

from pydantic import ConfigDict
from sqlmodel import SQLModel


class RequestBody(SQLModel):
    """Base of request bodies: an unknown field is an error, since it may be a typo."""

    # SQLModel ignores `extra` as a class keyword.
    model_config = ConfigDict(extra="forbid")  # type: ignore[assignment]


class PatchBody(RequestBody):
    """Base of request bodies that change only the fields they contain.

    Every field has the default None, which stands for "not sent"; a null that was sent
    is rejected where the type does not allow it. Read the body with
    `model_dump(exclude_unset=True)`.
    """


def example(**fields: Any) -> Any:
    """Return the `model_config` that shows an example of the body in /docs."""
    return ConfigDict(json_schema_extra={"examples": [fields]})
