"""Request bodies, responses and lists of planets."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field as Parameter
from sqlmodel import Field, SQLModel, col, func, select

from app.api.schemas import PatchBody, RequestBody, example
from app.db.base import Record
from app.db.pagination import PageQuery
from app.fields import NonEmptyStr
from tests.support.sample.planets import Moon, Planet, PlanetBase, PlanetKind


class PlanetCreate(PlanetBase, RequestBody):
    """A planet to create, with its moons."""

    model_config = example(name="Mars", moon_names=["Phobos", "Deimos"])

    moon_names: list[NonEmptyStr] = Field(default=[])


class PlanetPut(RequestBody):
    """The note of a planet. A missing field becomes null."""

    note: NonEmptyStr | None = Field(default=None, max_length=200)


class PlanetUpdate(PatchBody):
    """Changes to a planet. All fields are optional."""

    name: NonEmptyStr = Field(default=None, max_length=50)
    kind: PlanetKind = Field(default=None)
    note: NonEmptyStr | None = Field(default=None, max_length=200)


class PlanetPublic(PlanetBase):
    """A planet."""

    id: int
    created_at: datetime
    updated_at: datetime


class MoonSummary(SQLModel):
    """A moon, in short form."""

    id: int
    name: str


class PlanetDetail(PlanetPublic):
    """A planet with its moons."""

    moons: list[MoonSummary]


class MoonCount(SQLModel):
    """A planet and the number of its moons."""

    id: int
    name: str
    moon_count: int


class PlanetsResult(SQLModel):
    """The planets that were created, and why the others were not."""

    created: list[PlanetPublic]
    failed: list[str]


class PlanetQuery(PageQuery[Planet]):
    """Query parameters of the list of planets."""

    model: ClassVar[type[Record]] = Planet

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"
    kind: PlanetKind | None = Parameter(
        default=None, description="Only planets of this kind"
    )

    def statement(self) -> Any:
        statement = super().statement()
        return statement if self.kind is None else statement.filter_by(kind=self.kind)


class MoonCountQuery(PageQuery[tuple[int, str, int]]):
    """Query parameters of the numbers of moons."""

    model: ClassVar[type[Record]] = Planet

    sort: Literal["name", "-name"] = "name"

    def statement(self) -> Any:
        return (
            select(Planet.id, Planet.name, func.count(col(Moon.id)).label("moon_count"))
            .outerjoin(Moon, col(Moon.planet_id) == col(Planet.id))
            .group_by(col(Planet.id))
        )
