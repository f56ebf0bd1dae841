"""Values for the columns of the table Sortable."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.support.sample.sortable import Size

MOMENT = datetime(2026, 3, 29, 0, 59, 59, 999_999)  # noqa: DTZ001
STEP = timedelta(microseconds=1)
MOMENTS = [MOMENT, MOMENT + STEP, MOMENT + timedelta(days=180)]
ZONED = [moment.replace(tzinfo=UTC) for moment in MOMENTS]
WORDS = ["", " ", "a", "A", "a b", "ab", "\u00e4", "z", "\x01", "\u2028", "%s", "\\'"]

# Values that lose their order if they are rounded, cut or compared as another type.
EDGES: dict[str, list[Any]] = {
    "big": [-(2**63), -1, 0, 2**53, 2**53 + 1, 2**63 - 1],
    "day": [date.min, date(2026, 9, 30), date(2026, 10, 1), date.max],
    "flag": [False, True],
    "moment": ZONED,
    "money": [Decimal("-0.01"), Decimal(0), Decimal("0.01"), Decimal("99999999.99")],
    "naive": MOMENTS,
    "number": [0.1, 0.1 + 2**-56, -0.0, 5e-324, -1e308, *map(float, ("nan", "inf"))],
    "precise": [
        Decimal("0.1"),
        Decimal("0.10000000000000000000000000001"),
        Decimal("1E-400"),
        Decimal("-1E+400"),
        *map(Decimal, ("NaN", "Infinity", "-Infinity")),
    ],
    "short": WORDS,
    "size": list(Size),
    "small": [-(2**15), 0, 2**15 - 1],
    "stamp": ZONED,
    "text": [*WORDS, "\U0001f600", 'a"b', "a" * 3000],
    "time_of_day": [time.min, time(12), time(12, 0, 0, 1), time.max],
    "uuid": [UUID(int=0), UUID(int=1), UUID(int=2**127), UUID(int=2**128 - 1)],
    "whole": [-(2**31), 0, 2**31 - 1],
}

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
ZONES = st.builds(timezone, st.integers(-23, 23).map(lambda n: timedelta(hours=n)))
# Only those that are in the years 1 to 9999 in every time zone.
NAIVE = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30))  # noqa: DTZ001

ANY: dict[str, st.SearchStrategy[Any]] = {
    "big": st.integers(-(2**63), 2**63 - 1),
    "day": st.dates(),
    "flag": st.booleans(),
    "moment": st.builds(datetime.replace, NAIVE, tzinfo=ZONES),
    "money": st.decimals(-99_999_999, 99_999_999, places=2),
    "naive": NAIVE,
    "number": st.floats(),
    "precise": st.decimals(allow_nan=False),
    "short": TEXT,
    "size": st.sampled_from(Size),
    "small": st.integers(-(2**15), 2**15 - 1),
    "stamp": st.builds(datetime.replace, NAIVE, tzinfo=ZONES),
    "text": TEXT,
    "time_of_day": st.times(),
    "uuid": st.uuids(),
    "whole": st.integers(-(2**31), 2**31 - 1),
}


def values_of(column: str) -> st.SearchStrategy[Any]:
    """Return the strategy for the values of a column."""
    if column.endswith("_or_null"):
        return st.none() | values_of(column.removesuffix("_or_null"))
    return st.sampled_from(EDGES[column]) | ANY[column]
