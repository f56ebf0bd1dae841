"""Cursors: where a page of a list ended, as text that clients need not understand."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter

from app.fields import Id, Moment, Storable

CHECKSUM_BYTES = 6

# The sort that the cursor belongs to, and of the last row the sort value and the id.
POSITIONS: dict[object, TypeAdapter[tuple[str, Any, int]]] = {
    str: TypeAdapter(tuple[str, Storable, Id]),
    datetime: TypeAdapter(tuple[str, Moment, Id]),
}


def encode_cursor(sort: str, value: object, row_id: int) -> str:
    """Name the row that a page ended with."""
    position = [sort, value, row_id]
    payload = json.dumps(position, default=str, separators=(",", ":")).encode()
    return urlsafe_b64encode(_checksum(payload) + payload).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, kind: object) -> tuple[Any, int]:
    """Return the sort value, of the kind given, and the id that a cursor names.

    Raises ValueError for text that is no cursor of this sort, or was changed. The
    checksum finds changes; it keeps nothing secret, for there is nothing to keep.
    """
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        payload = data[CHECKSUM_BYTES:]
        _, value, row_id = POSITIONS[kind].validate_json(payload)
    except ValueError:
        raise ValueError("is no cursor of this list") from None
    if encode_cursor(sort, value, row_id) != cursor:
        raise ValueError("is no cursor of this list in this order")
    return value, row_id


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=CHECKSUM_BYTES).digest()
