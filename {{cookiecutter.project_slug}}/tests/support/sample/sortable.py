"""Columns of each type that a list can be sorted by, and of types that it cannot."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field

from app.db.base import Record
from app.db.columns import enum_type
from app.db.pagination import PageQuery
from tests.support.sample.base import RowId, SampleRecord


class Size(StrEnum):
    """An enum whose values, names and members have three different orders."""

    SMALL = "s"
    MEDIUM = "m"
    LARGE = "l"


class Sortable(SampleRecord, table=True):
    __tablename__ = "sortables"
    __table_args__ = (
        sa.Index(None, "day", "id"),
        sa.Index(None, "day_or_null", "id"),
    )

    big: int = Field(default=0, sa_type=sa.BigInteger)
    big_or_null: int | None = Field(default=None, sa_type=sa.BigInteger)
    day: date = date(2026, 1, 1)
    day_or_null: date | None = None
    flag: bool = False
    flag_or_null: bool | None = None
    moment: datetime = Field(
        default=None, sa_column_kwargs={"server_default": sa.func.now()}
    )
    moment_or_null: datetime | None = None
    money: Decimal = Field(default=Decimal(0), max_digits=10, decimal_places=2)
    money_or_null: Decimal | None = Field(default=None, max_digits=10, decimal_places=2)
    naive: datetime = Field(
        default=None,
        sa_type=sa.DateTime,
        sa_column_kwargs={"server_default": sa.func.now()},
    )
    naive_or_null: datetime | None = Field(default=None, sa_type=sa.DateTime)
    number: float = 0.0
    number_or_null: float | None = None
    precise: Decimal = Decimal(0)
    precise_or_null: Decimal | None = None
    short: str = Field(default="", max_length=50)
    short_or_null: str | None = Field(default=None, max_length=50)
    size: Size = Field(default=Size.SMALL, sa_type=enum_type(Size))
    size_or_null: Size | None = Field(default=None, sa_type=enum_type(Size))
    small: int = Field(default=0, sa_type=sa.SmallInteger)
    small_or_null: int | None = Field(default=None, sa_type=sa.SmallInteger)
    stamp: datetime = Field(
        default=None,
        sa_type=sa.DateTime(timezone=True),
        sa_column_kwargs={"server_default": sa.func.now()},
    )
    stamp_or_null: datetime | None = Field(
        default=None, sa_type=sa.DateTime(timezone=True)
    )
    text: str = Field(default="", sa_type=sa.Text)
    text_or_null: str | None = Field(default=None, sa_type=sa.Text)
    time_of_day: time = time()
    time_of_day_or_null: time | None = None
    uuid: UUID = UUID(int=0)
    uuid_or_null: UUID | None = None
    whole: int = 0
    whole_or_null: int | None = None


class Unsortable(SampleRecord, table=True):
    __tablename__ = "unsortables"

    binary: bytes | None = None
    duration: timedelta | None = None
    json_value: dict[str, Any] | None = Field(
        default=None,
        sa_type=sa.JSON,
        sa_column_kwargs={"server_default": '{"a": 1}'},
    )
    native_size: Size | None = None
    other_native_size: Size | None = None
    padded: str | None = Field(default=None, sa_type=sa.CHAR(5))
    real: float | None = Field(default=None, sa_type=sa.REAL)
    tags: list[str] | None = Field(default=None, sa_type=sa.ARRAY(sa.String))
    zoned_time: time | None = Field(default=None, sa_type=sa.Time(timezone=True))


# Each of these columns has a nullable one with the suffix `_or_null`.
COLUMNS = [
    name.removesuffix("_or_null")
    for name in Sortable.model_fields
    if name.endswith("_or_null")
]
SORTS = tuple(
    sign + name + suffix
    for name in COLUMNS
    for suffix in ("", "_or_null")
    for sign in ("", "-")
)


class SortableQuery(PageQuery[RowId]):
    model: ClassVar[type[Record]] = Sortable
    item_schema: ClassVar[type[BaseModel]] = RowId

    sort: Literal[SORTS] = "big"  # type: ignore[valid-type]
