"""Planets, their moons, and the spacecraft that passed them."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from app.db.columns import MANY_TO_ONE, TO_MANY, enum_type, unique_index
from tests.support.sample.base import SampleModel, SampleRecord

NAME_MAX = 50
NOTE_MAX = 200


class Flyby(SampleModel, table=True):
    """A spacecraft that passed a moon: a row without timestamps and version."""

    __tablename__ = "flybys"
    __table_args__ = (sa.Index(None, "moon_id"),)

    spacecraft_id: int = Field(
        primary_key=True,
        foreign_key="spacecraft.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )
    moon_id: int = Field(
        primary_key=True,
        foreign_key="moons.id",
        ondelete="CASCADE",
        sa_type=sa.BigInteger,
    )


class Spacecraft(SampleRecord, table=True):
    """A spacecraft, which may have passed any number of moons."""

    __tablename__ = "spacecraft"

    name: str

    moons: list["Moon"] = Relationship(
        back_populates="spacecraft",
        link_model=Flyby,
        sa_relationship_kwargs=TO_MANY | {"order_by": "Moon.id"},
    )


class PlanetKind(StrEnum):
    """What a planet mostly consists of."""

    ROCK = "rock"
    GAS = "gas"
    ICE = "ice"


class Planet(SampleRecord, table=True):
    """A planet. It cannot be removed while it has moons."""

    __tablename__ = "planets"
    __table_args__ = (unique_index("name"), sa.Index(None, "created_at", "id"))

    name: str = Field(max_length=NAME_MAX)
    kind: PlanetKind = Field(default=PlanetKind.ROCK, sa_type=enum_type(PlanetKind))
    note: str | None = Field(default=None, max_length=NOTE_MAX)

    moons: list["Moon"] = Relationship(
        back_populates="planet",
        sa_relationship_kwargs=TO_MANY | {"order_by": "Moon.id"},
    )


class Moon(SampleRecord, table=True):
    """A moon of a planet."""

    __tablename__ = "moons"
    __table_args__ = (unique_index("name"), sa.Index(None, "planet_id"))

    name: str
    # Not optional: a moon may be created with a planet that is not stored yet.
    planet_id: int = Field(
        default=None,
        foreign_key="planets.id",
        ondelete="RESTRICT",
        sa_type=sa.BigInteger,
    )

    planet: Planet = Relationship(
        back_populates="moons", sa_relationship_kwargs=MANY_TO_ONE
    )
    spacecraft: list[Spacecraft] = Relationship(
        back_populates="moons",
        link_model=Flyby,
        sa_relationship_kwargs=TO_MANY | {"order_by": "Spacecraft.id"},
    )
