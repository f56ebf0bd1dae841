"""Cursors: the position of a row in a list, as opaque text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter

from app.db.timestamps import read_timestamp
from app.fields import Id, StoredStr, UtcDatetime

CHECKSUM_BYTES = 6

# A time out of Python's range is a text in the notation of the driver.
StoredDatetime = Annotated[
    UtcDatetime | Annotated[str, AfterValidator(read_timestamp)],
    Field(union_mode="left_to_right"),
]

# A position: the sort order of the list, the row's value in the sort column, its id.
POSITIONS: dict[object, TypeAdapter[tuple[str, Any, int]]] = {
    str: TypeAdapter(tuple[str, StoredStr, Id]),
    datetime: TypeAdapter(tuple[str, StoredDatetime, Id]),
}


def encode_cursor(sort: str, value: object, row_id: int) -> str:
    """Return the cursor of a row: `value` is the row's value in the sort column."""
    position = [sort, value, row_id]
    payload = json.dumps(position, default=str, separators=(",", ":")).encode()
    return urlsafe_b64encode(_checksum(payload) + payload).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, value_type: object) -> tuple[Any, int]:
    """Return the value in the sort column, of type `value_type`, and the id.

    Raises ValueError if the text is not a cursor for this sort order, or was changed.
    The checksum detects changes; it does not encrypt, as a cursor holds no secret.
    """
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        payload = data[CHECKSUM_BYTES:]
        _, value, row_id = POSITIONS[value_type].validate_json(payload)
    except ValueError:
        raise ValueError("Input is not a cursor of this list") from None
    # Encoding again verifies the checksum, the sort order and the canonical form.
    if encode_cursor(sort, value, row_id) != cursor:
        raise ValueError("Input is not a cursor of this list with this `sort`")
    return value, row_id


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=CHECKSUM_BYTES).digest()
