"""Cursors: the position of a row in a list, as opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import blake2b
from types import GenericAlias
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from app.db.out_of_range import OutOfRangeDate, OutOfRangeDatetime
from app.fields import Id

CHECKSUM_BYTES = 6

JSON = TypeAdapter[Any](Any, config=ConfigDict(ser_json_inf_nan="strings"))


def encode_cursor(sort: str, value: object, row_id: int) -> str:
    """Return the cursor of a row: `value` is the row's value in the sort column."""
    if isinstance(value, OutOfRangeDate | OutOfRangeDatetime):
        value = str(value)
    payload = JSON.dump_json([sort, value, row_id])
    return urlsafe_b64encode(_checksum(payload) + payload).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, value_type: Any) -> tuple[Any, int]:
    """Return the value in the sort column, of type `value_type`, and the id.

    Raises ValueError if the text is not a cursor for this sort order, or was changed.
    The checksum detects changes; it does not encrypt, as a cursor holds no secret.
    """
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        payload = data[CHECKSUM_BYTES:]
        _, value, row_id = _position(value_type).validate_json(payload)
    except ValueError:
        raise ValueError("Input is not a cursor of this list") from None
    # Encoding again verifies the checksum, the sort order and the canonical form.
    if encode_cursor(sort, value, row_id) != cursor:
        raise ValueError("Input is not a cursor of this list with this `sort`")
    return value, row_id


@cache
def _position(value_type: Any) -> TypeAdapter[tuple[str, Any, int]]:
    """Return the type of a position: sort order, value in the sort column, id."""
    position: Any = GenericAlias(tuple, (str, value_type, Id))
    return TypeAdapter(position)


def _checksum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=CHECKSUM_BYTES).digest()
