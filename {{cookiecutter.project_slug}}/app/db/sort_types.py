"""The types of columns that a list can be sorted by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, Field, NaiveDatetime
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from app.db.enums import EnumText
from app.db.timestamps import read_date, read_timestamp
from app.fields import BIGINT_MAX, StoredStr, UtcDatetime

# The digits that PostgreSQL stores before and after the decimal point.
NUMERIC_DIGITS = 131_072
NUMERIC_SCALE = 16_383
NOT_FINITE = {"NaN", "Infinity", "-Infinity"}


def _check_numeric(number: Decimal) -> Decimal:
    if number.is_finite():
        exponent = int(number.as_tuple().exponent)
        can_be_stored = (
            number.adjusted() < NUMERIC_DIGITS and exponent >= -NUMERIC_SCALE
        )
    else:
        can_be_stored = str(number) in NOT_FINITE
    if not can_be_stored:
        raise ValueError("Input should be a number that the database can store")
    return number


BigInt = Annotated[int, Field(ge=-BIGINT_MAX - 1, le=BIGINT_MAX)]
Numeric = Annotated[Decimal, Field(allow_inf_nan=True), AfterValidator(_check_numeric)]
# A value out of Python's range is a text in the notation of the driver.
Timestamp = Annotated[
    UtcDatetime | Annotated[str, AfterValidator(read_timestamp)],
    Field(union_mode="left_to_right"),
]
Day = Annotated[
    date | Annotated[str, AfterValidator(read_date)], Field(union_mode="left_to_right")
]


@dataclass(frozen=True)
class SortType:
    """A type of columns, and how a cursor holds their values.

    The columns have the type `column`, with these attributes. Pydantic checks that a
    value of a cursor is a `value`. The value is sent as the type `parameter`, which can
    hold each of them: a changed cursor must not become a database error.
    """

    column: type[TypeEngine[Any]]
    value: Any
    parameter: TypeEngine[Any]
    attributes: Mapping[str, object] = field(default_factory=dict)

    def fits(self, column_type: TypeEngine[Any]) -> bool:
        """Whether a column has this type. A subclass may sort or bind differently."""
        return type(column_type) is self.column and all(
            getattr(column_type, name) == value
            for name, value in self.attributes.items()
        )


SORT_TYPES = [
    SortType(AutoString, StoredStr, sa.String()),
    SortType(sa.String, StoredStr, sa.String()),
    SortType(sa.Text, StoredStr, sa.String()),
    # Sorted by the text that is stored.
    SortType(EnumText, StoredStr, sa.String()),
    SortType(sa.Boolean, bool, sa.Boolean()),
    SortType(sa.SmallInteger, BigInt, sa.BigInteger()),
    SortType(sa.Integer, BigInt, sa.BigInteger()),
    SortType(sa.BigInteger, BigInt, sa.BigInteger()),
    # A precision may mean `real`, whose values each driver reads as another number.
    SortType(sa.Float, float, sa.Double(), {"precision": None, "asdecimal": False}),
    SortType(sa.Double, float, sa.Double(), {"asdecimal": False}),
    SortType(sa.Numeric, Numeric, sa.Numeric(), {"asdecimal": True}),
    SortType(UTCDateTime, Timestamp, sa.DateTime(timezone=True)),
    SortType(sa.DateTime, Timestamp, sa.DateTime(timezone=True), {"timezone": True}),
    SortType(sa.DateTime, NaiveDatetime, sa.DateTime(), {"timezone": False}),
    SortType(sa.Date, Day, sa.Date()),
    SortType(sa.Time, time, sa.Time(), {"timezone": False}),
    SortType(sa.Uuid, UUID, sa.Uuid(), {"as_uuid": True}),
]


def sort_type(column: sa.ColumnElement[Any]) -> SortType | None:
    """Return the sort type of a column; None if a list cannot be sorted by it."""
    return next((each for each in SORT_TYPES if each.fits(column.type)), None)
