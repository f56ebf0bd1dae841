"""How the driver reads and writes the types timestamptz and date.

psycopg fails to read a year that Python does not have, and returns timestamps in the
time zone of the server's settings; here they are in UTC.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from psycopg import postgres
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader

from app.db.out_of_range import OutOfRangeDate, OutOfRangeDatetime

# "infinity", "10000-01-01 00:00:00+00", "0044-03-15 BC"
STORED = re.compile(
    r"-?infinity|(\d{4,7})"
    r"(-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)*)?)( BC)?",
    re.ASCII,
)
# The calendar repeats after this number of years.
CALENDAR_YEARS = 400


def adapt_timestamps(connection: Any, _record: object) -> None:
    """Replace the loaders of a new connection. This sends nothing to the server."""
    adapters = connection.adapters
    adapters.register_loader("timestamptz", TimestampLoader)
    adapters.register_loader("date", DateLoader)
    adapters.register_dumper(OutOfRangeDatetime, OutOfRangeDatetimeDumper)
    adapters.register_dumper(OutOfRangeDate, OutOfRangeDateDumper)


def read_timestamp(stored: str) -> datetime:
    """Return the timestamp for a text of PostgreSQL. Raises ValueError."""
    try:
        return datetime.fromisoformat(stored).astimezone(UTC)
    except (ValueError, OverflowError):
        return OutOfRangeDatetime.nearest_to(stored, is_early=_is_early(stored))


def read_date(stored: str) -> date:
    """Return the date for a text of PostgreSQL. Raises ValueError."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return OutOfRangeDate.nearest_to(stored, is_early=_is_early(stored))


class TimestampLoader(Loader):
    def load(self, data: Buffer) -> datetime:
        return read_timestamp(str(data, "ascii"))


class DateLoader(Loader):
    def load(self, data: Buffer) -> date:
        return read_date(str(data, "ascii"))


class OutOfRangeDatetimeDumper(Dumper):
    oid = postgres.types["timestamptz"].oid

    def dump(self, obj: OutOfRangeDatetime) -> bytes:
        return str(obj).encode()


class OutOfRangeDateDumper(Dumper):
    oid = postgres.types["date"].oid

    def dump(self, obj: OutOfRangeDate) -> bytes:
        return str(obj).encode()


def _is_early(stored: str) -> bool:
    """Whether it is before the years of Python, and not after. Raises ValueError."""
    match = STORED.fullmatch(stored)
    if match is None:
        raise ValueError("Input is not a timestamp")
    year, rest, before_christ = match.groups()
    if year is not None:
        # Raises for a day that does not exist, such as February 30.
        number = 1 - int(year) if before_christ else int(year)
        datetime.fromisoformat(f"{2000 + number % CALENDAR_YEARS}{rest}")
    # The year 1 is early in a time zone where it begins before it does in UTC.
    return stored.startswith(("-", "0001-")) or stored.endswith("BC")
