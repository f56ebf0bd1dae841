"""Base classes of request and response bodies.

They are models of pydantic. Only tables are models of SQLModel: it runs Python code for
each object, so the items of a page would take four times as long to make.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel, extra="forbid"):
    """Base of request bodies: an unknown field is an error, since it may be a typo."""


class PatchBody(RequestBody):
    """Base of request bodies that change only the fields they contain.

    Every field has a default, for one that was not sent: null, or NOT_SENT where a null
    is rejected. Read the body with `model_dump(exclude_unset=True)`.
    """


# It has the type Any, as it is not a value of the field.
NOT_SENT: Any = None


class ResponseBody(BaseModel, from_attributes=True):
    """Base of response bodies: they can be made from rows."""


def example(**fields: Any) -> ConfigDict:
    """Return the `model_config` that shows an example of the body in /docs."""
    return ConfigDict(json_schema_extra={"examples": [fields]})
