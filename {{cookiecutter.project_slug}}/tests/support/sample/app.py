"""The application of the service, with the routes of planets."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Response

from app.api.etags import IfMatch, check_if_match, with_etag
from app.api.json_lines import json_lines
from app.api.parameters import PathId
from app.api.problems import CONFLICT, NOT_FOUND, PRECONDITION_FAILED
from app.api.session import (
    ReadSessionDep,
    ReadSessionMakerDep,
    SessionDep,
    SessionMakerDep,
)
from app.api.streaming import JsonLines, StreamDep
from app.db.errors import translated_errors
from app.db.pagination import Page
from app.db.session import AsyncSession
from app.db.transactions import run_in_transaction
from app.errors import ProblemError
from app.main import create_app
from tests.support import ping
from tests.support.sample import service
from tests.support.sample.planets import Moon, Planet
from tests.support.sample.schemas import (
    MoonCount,
    MoonCountQuery,
    Name,
    PlanetCreate,
    PlanetDetail,
    PlanetPublic,
    PlanetPut,
    PlanetQuery,
    PlanetsResult,
    PlanetUpdate,
)

router = APIRouter(prefix="/planets", tags=["planets"])

PathName = Annotated[Name, Path(openapi_examples={"Mars": {"value": "Mars"}})]


def create_sample_app() -> FastAPI:
    app = create_app()
    app.include_router(router)
    app.include_router(ping.router)
    return app


async def lock_planet(
    session: SessionDep,
    planet_id: PathId,
    if_match: IfMatch = None,
) -> Planet:
    planet = await service.lock(session, planet_id)
    check_if_match(planet, if_match)
    return planet


LockedPlanetDep = Annotated[Planet, Depends(lock_planet)]


def new_planet(data: PlanetCreate) -> Planet:
    planet = Planet(**data.model_dump(exclude={"moon_names"}))
    planet.moons = [Moon(name=name) for name in data.moon_names]
    return planet


async def insert_in_savepoint(session: AsyncSession, data: PlanetCreate) -> Planet:
    async with session.begin_nested():
        return await service.create(session, new_planet(data))


async def insert_each(
    session: AsyncSession,
    *,
    planets: list[PlanetCreate],
) -> PlanetsResult:
    """Insert each planet in a savepoint, and leave out those that fail."""
    result = PlanetsResult(created=[], failed=[])
    for data in planets:
        try:
            with translated_errors():
                planet = await insert_in_savepoint(session, data)
        except ProblemError as problem:
            result.failed.append(problem.detail)
        else:
            result.created.append(PlanetPublic.model_validate(planet))
    return result


@router.post(
    "",
    response_model=PlanetDetail,
    status_code=HTTPStatus.CREATED,
    responses=CONFLICT,
)
async def create_planet(
    session: SessionDep, data: PlanetCreate, response: Response
) -> Planet:
    """Create a planet."""
    return with_etag(response, await service.create(session, new_planet(data)))


@router.get("")
async def list_planets(
    session: ReadSessionDep, query: Annotated[PlanetQuery, Query()]
) -> Page[PlanetPublic]:
    """List planets."""
    return await service.list_page(session, query)


@router.post("/bulk", status_code=HTTPStatus.CREATED, responses=CONFLICT)
async def create_planets(
    session_maker: SessionMakerDep, planets: list[PlanetCreate]
) -> PlanetsResult:
    """Create those of the planets that can be created."""
    work = partial(insert_each, planets=planets)
    return await run_in_transaction(session_maker, work)


@router.get("/moon-counts")
async def list_moon_counts(
    session: ReadSessionDep, query: Annotated[MoonCountQuery, Query()]
) -> Page[MoonCount]:
    """List planets with the number of their moons."""
    return await service.list_page(session, query)


@router.get("/export", response_class=JsonLines)
async def export_planets(
    session_maker: ReadSessionMakerDep,
    stream: StreamDep,
) -> JsonLines:
    """Stream all planets as JSON Lines, in id order."""
    lines = json_lines(session_maker, service.list_after, PlanetPublic)
    return await stream(lines)


@router.put("/by-name/{name}", response_model=PlanetPublic)
async def put_planet(
    session: SessionDep, name: PathName, data: PlanetPut, response: Response
) -> Planet:
    """Create the planet with this name, or replace its note."""
    planet = await service.put(session, name, data.model_dump())
    return with_etag(response, planet)


@router.get("/{planet_id}", response_model=PlanetDetail, responses=NOT_FOUND)
async def get_planet(
    session: ReadSessionDep,
    planet_id: PathId,
    response: Response,
) -> Planet:
    """Get a planet, with its moons."""
    return with_etag(response, await service.get(session, planet_id))


@router.patch(
    "/{planet_id}",
    response_model=PlanetPublic,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def update_planet(
    session: SessionDep, planet: LockedPlanetDep, data: PlanetUpdate, response: Response
) -> Planet:
    """Change a planet. Fields that are not in the body keep their values."""
    changes = data.model_dump(exclude_unset=True)
    return with_etag(response, await service.update(session, planet, changes))


# {% if cookiecutter.soft_delete %}
@router.post(
    "/{planet_id}/restore",
    response_model=PlanetPublic,
    responses=NOT_FOUND | CONFLICT,
)
async def restore_planet(
    session: SessionDep,
    planet_id: PathId,
    response: Response,
) -> Planet:
    """Undo the deletion of a planet."""
    return with_etag(response, await service.restore(session, planet_id))


# {% endif %}
@router.delete(
    "/{planet_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=NOT_FOUND | CONFLICT | PRECONDITION_FAILED,
)
async def delete_planet(session: SessionDep, planet: LockedPlanetDep) -> None:
    """Delete a planet."""
    await service.delete(session, planet)
