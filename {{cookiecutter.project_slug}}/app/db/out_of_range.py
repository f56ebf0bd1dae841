"""Stored times and dates that Python cannot represent.

PostgreSQL can store infinity, years after 9999 and years before 1. Such a value is read
as the nearest one that Python has, so that a response can show it. It keeps what is
stored: a statement or a cursor that contains it names the exact value.
"""

from datetime import UTC, date, datetime
from typing import Self

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


class OutOfRangeDatetime(datetime):
    """The first or last datetime of Python, in place of an earlier or later one."""

    # The value in the notation of the driver; None for the result of a calculation.
    stored: str | None = None

    @classmethod
    def nearest_to(cls, stored: str, *, is_early: bool) -> Self:
        limit = FIRST if is_early else LAST
        value = cls.combine(limit.date(), limit.timetz())
        value.stored = stored
        return value

    def __str__(self) -> str:
        return self.stored or super().__str__()


class OutOfRangeDate(date):
    """The first or last date of Python, in place of an earlier or later one."""

    stored: str | None = None

    @classmethod
    def nearest_to(cls, stored: str, *, is_early: bool) -> Self:
        limit = FIRST if is_early else LAST
        value = cls(limit.year, limit.month, limit.day)
        value.stored = stored
        return value

    def __str__(self) -> str:
        return self.stored or super().__str__()
