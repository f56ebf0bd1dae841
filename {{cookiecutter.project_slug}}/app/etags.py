"""Entity tags: which version of a row an answer shows, and which a change expects.

https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
"""

import re
from typing import Annotated, TypeVar

from fastapi import Header, Response

from app.errors import PreconditionFailedError
from app.models import Record

RecordT = TypeVar("RecordT", bound=Record)

ENTITY_TAG = re.compile(r'(?:W/)?"[^"]*"')

IfMatch = Annotated[
    list[str] | None,
    Header(
        description="ETag of the version that the change was made for. "
        "Without it the change is made whatever the version"
    ),
]


def tagged(response: Response, record: RecordT) -> RecordT:
    """Answer with the record, and with its version as the ETag."""
    response.headers["ETag"] = _etag(record)
    return record


def matched(record: RecordT, if_match: list[str] | None) -> RecordT:
    """Return the record, which must be locked, if it is of a version expected.

    Raises PreconditionFailedError. A weak tag matches nothing.
    """
    if if_match is None or if_match == ["*"]:
        return record
    if _etag(record) in ENTITY_TAG.findall(",".join(if_match)):
        return record
    raise PreconditionFailedError(
        "What you changed has been changed since you read it. Read it again."
    )


def _etag(record: Record) -> str:
    return f'"{record.version}"'
