"""Entity tags: the version of a row, in the headers ETag and If-Match.

https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
"""

import re
from typing import Annotated, TypeVar

from fastapi import Header, Response
from pydantic import WithJsonSchema

from app.db.base import Record
from app.errors import PreconditionFailedError

RecordT = TypeVar("RecordT", bound=Record)

ENTITY_TAG = re.compile(r'(?:W/)?"[^"]*"')

IfMatch = Annotated[
    list[str] | None,
    # Repeated headers are a list; generators of clients know only texts in headers.
    WithJsonSchema({"type": "string"}),
    Header(
        description="The `ETag` of the response in which you read the resource. If the "
        "resource has changed since then, the response is 412. Without this header "
        "there is no check."
    ),
]


def with_etag(response: Response, record: RecordT) -> RecordT:
    """Set the ETag header to the record's version, and return the record."""
    response.headers["ETag"] = _etag(record)
    return record


def check_if_match(record: Record, if_match: list[str] | None) -> None:
    """Raise PreconditionFailedError if the record's version is not in If-Match.

    Lock the record first, so that its version cannot change afterwards. A weak tag
    matches no version.
    """
    if if_match is None or if_match == ["*"]:
        return
    if _etag(record) not in ENTITY_TAG.findall(",".join(if_match)):
        raise PreconditionFailedError(
            "If-Match does not name the current version. Read the resource again."
        )


def _etag(record: Record) -> str:
    return f'"{record.version}"'
