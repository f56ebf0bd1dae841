"""How the driver reads and writes the types timestamptz and date.

asyncpg fails to read a year that Python does not have, and writes the first and last
datetime of Python as infinity.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.db.out_of_range import OutOfRangeDate, OutOfRangeDatetime

# PostgreSQL stores microseconds, or days, since 2000; infinity is the largest integer.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)


def adapt_timestamps(connection: Any, _record: object) -> None:
    """Replace the codecs of a new connection. This sends nothing to the server."""
    connection.run_async(_set_codecs)


def read_timestamp(stored: str) -> datetime:
    """Return the timestamp for `OutOfRangeDatetime.stored`. Raises ValueError."""
    return _decode_timestamp((int(stored),))


def read_date(stored: str) -> date:
    """Return the date for `OutOfRangeDate.stored`. Raises ValueError."""
    return _decode_date((int(stored),))


async def _set_codecs(connection: Any) -> None:
    for name, encoder, decoder in (
        ("timestamptz", _encode_timestamp, _decode_timestamp),
        ("date", _encode_date, _decode_date),
    ):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=encoder,
            decoder=decoder,
            format="tuple",
        )


def _decode_timestamp(data: tuple[int]) -> datetime:
    [microseconds] = data
    try:
        return EPOCH + microseconds * MICROSECOND
    except OverflowError:
        return OutOfRangeDatetime.nearest_to(
            str(microseconds), is_early=microseconds < 0
        )


def _encode_timestamp(value: datetime) -> tuple[int]:
    stored = _stored(value)
    return (int(stored) if stored else (value - EPOCH) // MICROSECOND,)


def _decode_date(data: tuple[int]) -> date:
    [days] = data
    try:
        return date.fromordinal(days + EPOCH_DAY)
    except (ValueError, OverflowError):
        return OutOfRangeDate.nearest_to(str(days), is_early=days < 0)


def _encode_date(value: date) -> tuple[int]:
    stored = _stored(value)
    return (int(stored) if stored else value.toordinal() - EPOCH_DAY,)


def _stored(value: date) -> str | None:
    """Return the stored value of one out of range; None for all others."""
    if isinstance(value, OutOfRangeDatetime | OutOfRangeDate):
        return value.stored
    return None
