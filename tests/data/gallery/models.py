"""Tables of the kinds that have once confused this template, Alembic or SQLAlchemy."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlmodel import Field, Relationship, SQLModel

from app.db.base import Record, TableModel
from app.db.columns import MANY_TO_ONE, TO_MANY, enum_type, unique_index

TEXTS: Any = ARRAY(sa.Text())
NUMBERS: Any = ARRAY(sa.Integer())
PRICE: Any = sa.Numeric(12, 2)


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


class Mood(Enum):
    """The type of columns that SQLModel chooses: one of PostgreSQL's own enum types."""

    GOOD = "good"
    BAD = "bad"


class LevelChange(Record, table=True):
    """Two columns with one enum."""

    __tablename__ = "level_changes"

    before: Level = Field(sa_type=enum_type(Level))
    after: Level = Field(default=Level.LOW, sa_type=enum_type(Level))


class Diary(Record, table=True):
    """Two columns with one of PostgreSQL's own enum types."""

    __tablename__ = "diaries"

    morning: Mood
    evening: Mood | None = None


class Poll(Record, table=True):
    """Another table with that type."""

    __tablename__ = "polls"

    answer: Mood = Field(default=Mood.GOOD, sa_column_kwargs={"server_default": "GOOD"})


class Song(Record, table=True):
    """Indexes on expressions, on a part of the rows, and of other kinds."""

    __tablename__ = "songs"
    __table_args__ = (
        sa.Index(None, sa.text("lower(title)")),
        sa.Index(None, sa.text("lower(artist)")),
        sa.Index(None, sa.text("lower(title)"), sa.text("lower(artist)"), unique=True),
        sa.Index(None, sa.text("created_at DESC"), "id"),
        sa.Index(None, "artist", postgresql_where=sa.text("title <> ''")),
        sa.Index(None, "title", postgresql_include=["artist"]),
        unique_index("title", "artist"),
        sa.CheckConstraint("seconds > 0", name="seconds"),
        sa.CheckConstraint("seconds < 10000", name="seconds_limit"),
        {"comment": 'Songs, and who\'s "singing" them: 100 %'},
    )

    title: str = Field(max_length=100, sa_column_kwargs={"comment": "It's a 'title'"})
    artist: str = Field(max_length=100, unique=True)
    seconds: int = 1


class Default(Record, table=True):
    """Server defaults, also of types that have no equality."""

    __tablename__ = "defaults"

    json_object: dict[str, Any] = Field(
        default_factory=dict, sa_type=sa.JSON, sa_column_kwargs={"server_default": "{}"}
    )
    json_text: dict[str, Any] = Field(
        default=None,
        sa_type=sa.JSON,
        sa_column_kwargs={"server_default": sa.text("'{\"a\": 1}'::json")},
    )
    jsonb: dict[str, Any] = Field(
        default=None, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}
    )
    texts: list[str] = Field(
        default=None, sa_type=TEXTS, sa_column_kwargs={"server_default": "{}"}
    )
    numbers: list[int] = Field(
        default=None,
        sa_type=NUMBERS,
        sa_column_kwargs={"server_default": sa.text("ARRAY[1, 2]")},
    )
    price: Decimal = Field(
        default=None, sa_type=PRICE, sa_column_kwargs={"server_default": "0"}
    )
    share: Decimal = Field(
        default=None,
        max_digits=5,
        decimal_places=4,
        sa_column_kwargs={"server_default": "0.5"},
    )
    ratio: float = Field(default=None, sa_column_kwargs={"server_default": "1.5"})
    is_on: bool = Field(default=None, sa_column_kwargs={"server_default": sa.true()})
    key: UUID = Field(
        default=None,
        unique=True,
        sa_column_kwargs={"server_default": sa.func.gen_random_uuid()},
    )
    day: date = Field(
        default=None, sa_column_kwargs={"server_default": sa.func.current_date()}
    )
    moment: datetime = Field(
        default=None, sa_column_kwargs={"server_default": sa.func.now()}
    )
    period: timedelta = Field(
        default=None,
        sa_type=sa.Interval,
        sa_column_kwargs={"server_default": "1 day"},
    )
    text: str = Field(default=None, sa_column_kwargs={"server_default": "it's 100 %"})
    empty: str = Field(default=None, sa_column_kwargs={"server_default": ""})
    level: Level = Field(
        default=None,
        sa_type=enum_type(Level),
        sa_column_kwargs={"server_default": Level.HIGH},
    )


class Measurement(Record, table=True):
    """Columns that the database computes or counts."""

    __tablename__ = "measurements"

    width: int
    height: int
    area: int = Field(
        default=None,
        sa_column_args=[sa.Computed("width * height", persisted=True)],
    )
    number: int = Field(
        default=None,
        sa_column_args=[sa.Identity(always=True, start=100, increment=5)],
    )


class Faculty(Record, table=True):
    """Its head is a professor, who belongs to a faculty: a cycle of foreign keys."""

    __tablename__ = "faculties"

    name: str = Field(max_length=100)
    head_id: int | None = Field(
        default=None,
        foreign_key="professors.id",
        ondelete="SET NULL",
        sa_type=sa.BigInteger,
    )

    head: "Professor" = Relationship(
        sa_relationship_kwargs=MANY_TO_ONE
        | {"foreign_keys": "Faculty.head_id", "post_update": True}
    )
    professors: list["Professor"] = Relationship(
        back_populates="faculty",
        sa_relationship_kwargs=TO_MANY | {"foreign_keys": "Professor.faculty_id"},
    )


class Professor(Record, table=True):
    """One way of the cycle is NOT NULL. Each has a mentor in the same table."""

    __tablename__ = "professors"
    __table_args__ = (sa.Index(None, "faculty_id"), sa.Index(None, "mentor_id"))

    faculty_id: int = Field(
        default=None,
        foreign_key="faculties.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )
    mentor_id: int | None = Field(
        default=None,
        foreign_key="professors.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )

    faculty: Faculty = Relationship(
        back_populates="professors",
        sa_relationship_kwargs=MANY_TO_ONE | {"foreign_keys": "Professor.faculty_id"},
    )


class Chair(Record, table=True):
    """It refers to the cycle without being a part of it."""

    __tablename__ = "chairs"

    professor_id: int = Field(
        foreign_key="professors.id", ondelete="RESTRICT", sa_type=sa.BigInteger
    )


class Country(TableModel, table=True):
    """A key of the user's own, of two columns, and no timestamps."""

    __tablename__ = "countries"

    continent: str = Field(primary_key=True, max_length=20)
    code: str = Field(primary_key=True, max_length=2)


class City(Record, table=True):
    """A foreign key of two columns."""

    __tablename__ = "cities"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["continent", "country"],
            ["countries.continent", "countries.code"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("continent", "country", "name"),
    )

    continent: str = Field(max_length=20)
    country: str = Field(max_length=2)
    name: str = Field(max_length=100)


class Labeled(SQLModel):
    """A mixin with an index."""

    label: str = Field(max_length=50, index=True)
    code: str = Field(max_length=50, unique=True)


class Box(Labeled, Record, table=True):
    __tablename__ = "boxes"


class Crate(Labeled, Record, table=True):
    __tablename__ = "crates"


class Order(Record, table=True):
    """Names that PostgreSQL reserves, or that need quotes."""

    __tablename__ = "order"
    __table_args__ = (sa.Index(None, "user"), unique_index("Group"))

    user: str = Field(max_length=50)
    Group: str = Field(max_length=50)
    level: Level = Field(sa_type=enum_type(Level))


class OrderLine(Record, table=True):
    """A reference to it, and a table with spaces and capitals."""

    __tablename__ = "Order lines"

    order_id: int = Field(
        foreign_key="order.id", ondelete="CASCADE", sa_type=sa.BigInteger
    )


class Preference(Record, table=True):
    """Names that are too long for PostgreSQL."""

    __tablename__ = "customer_subscription_notification_preferences"
    __table_args__ = (unique_index("preferred_notification_channel", "order_id"),)

    preferred_notification_channel: Level = Field(sa_type=enum_type(Level))
    order_id: int = Field(
        foreign_key="order.id", ondelete="CASCADE", sa_type=sa.BigInteger
    )


class Booking(Record, table=True):
    """A constraint of PostgreSQL alone."""

    __tablename__ = "bookings"
    __table_args__ = (
        ExcludeConstraint(
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"), name="ex_bookings_period"
        ),
    )

    starts_at: datetime
    ends_at: datetime


class Item(Record, table=True):
    """Its name is that of a table in another schema, too."""

    __tablename__ = "items"
    __table_args__ = (unique_index("name"),)

    name: str = Field(max_length=50)


class ArchivedItem(Record, table=True):
    """A table in another schema, with an index of the same name."""

    __tablename__ = "items"
    __table_args__ = (
        sa.Index("uq_items_name", "title", unique=True),
        {"schema": "archive"},
    )

    title: str = Field(max_length=50)
    mood: Mood
    level: Level = Field(sa_type=enum_type(Level))
    item_id: int | None = Field(
        default=None,
        foreign_key="items.id",
        ondelete="SET NULL",
        sa_type=sa.BigInteger,
    )


class ArchivedPart(Record, table=True):
    """A reference within the other schema."""

    __tablename__ = "parts"
    __table_args__ = ({"schema": "archive"},)

    item_id: int = Field(
        foreign_key="archive.items.id", ondelete="CASCADE", sa_type=sa.BigInteger
    )
