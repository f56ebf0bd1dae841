"""Request bodies, responses and lists of planets."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import col, func

from app.api.schemas import NOT_SENT, PatchBody, RequestBody, ResponseBody, example
from app.db.base import Record
from app.db.pagination import PageQuery
from app.fields import WITHOUT_NUL, StoredEnum, non_empty
from tests.support.sample.planets import (
    NAME_MAX,
    NOTE_MAX,
    Moon,
    Planet,
    PlanetKind,
)

Name = Annotated[str, non_empty(NAME_MAX), WITHOUT_NUL]
Note = Annotated[str, non_empty(NOTE_MAX), WITHOUT_NUL]


class PlanetCreate(RequestBody):
    """A planet to create, with its moons."""

    model_config = example(name="Mars", moon_names=["Phobos", "Deimos"])

    name: Name
    kind: PlanetKind = PlanetKind.ROCK
    note: Note | None = None
    moon_names: list[Name] = Field(default=[])


class PlanetPut(RequestBody):
    """The note of a planet. A missing field becomes null."""

    note: Note | None = None


class PlanetUpdate(PatchBody):
    """Changes to a planet. All fields are optional."""

    name: Name = NOT_SENT
    kind: PlanetKind = NOT_SENT
    note: Note | None = None


class PlanetPublic(ResponseBody):
    """A planet."""

    name: str
    kind: StoredEnum[PlanetKind]
    note: str | None
    id: int
    created_at: datetime
    updated_at: datetime


class MoonSummary(ResponseBody):
    """A moon, in short form."""

    id: int
    name: str


class PlanetDetail(PlanetPublic):
    """A planet with its moons."""

    moons: list[MoonSummary]


class MoonCount(ResponseBody):
    """A planet and the number of its moons."""

    id: int
    name: str
    moon_count: int


class PlanetsResult(ResponseBody):
    """The planets that were created, and why the others were not."""

    created: list[PlanetPublic]
    failed: list[str]


class PlanetQuery(PageQuery[PlanetPublic]):
    """Query parameters of the list of planets."""

    model: ClassVar[type[Record]] = Planet
    item_schema: ClassVar[type[BaseModel]] = PlanetPublic

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"
    kind: PlanetKind | None = Field(
        default=None, description="Only planets of this kind"
    )

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        return [] if self.kind is None else [col(Planet.kind) == self.kind]


class MoonCountQuery(PageQuery[MoonCount]):
    """Query parameters of the numbers of moons."""

    model: ClassVar[type[Record]] = Planet
    item_schema: ClassVar[type[BaseModel]] = MoonCount

    sort: Literal["name", "-name"] = "name"

    def statement(self) -> Any:
        return (
            self.select(moon_count=func.count(col(Moon.id)))
            .outerjoin(Moon, col(Moon.planet_id) == col(Planet.id))
            .group_by(col(Planet.id))
        )
