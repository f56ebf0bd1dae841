"""Soft delete: deleted rows are hidden from every kind of statement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import (
    aliased,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
)
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import col, delete, exists, func, select, update

from app.db.columns import related
from app.db.session import AsyncSession
from app.db.soft_delete import HARD_DELETE, INCLUDE_DELETED, HardDeleteError
from tests.support.lazy_load import load_lazily
from tests.support.sample.base import metadata
from tests.support.sample.planets import Flyby, Moon, Planet, Spacecraft

Loader = Callable[[Any], ORMOption]


@dataclass
class Rows:
    """A planet and a spacecraft with two moons, one of them deleted."""

    planet: Planet
    spacecraft: Spacecraft
    live: Moon
    deleted: Moon


@pytest.fixture
async def rows(session: AsyncSession) -> Rows:
    planet = Planet(name="Planet")
    live, deleted = (
        Moon(name="live", planet=planet),
        Moon(name="deleted", planet=planet),
    )
    spacecraft = Spacecraft(name="Spacecraft", moons=[live, deleted])
    session.add_all([planet, live, deleted, spacecraft])
    await session.flush()
    await session.delete(deleted)
    await session.flush()
    return Rows(planet, spacecraft, live, deleted)


async def test_a_deleted_row_is_marked_with_the_time(rows: Rows) -> None:
    assert rows.deleted.deleted_at is not None
    assert rows.live.deleted_at is None


async def test_get_hides_a_deleted_row_of_the_identity_map(
    session: AsyncSession, rows: Rows
) -> None:
    key = rows.deleted.id

    assert rows.deleted in session
    assert await session.get(Moon, key) is None
    assert await session.get(Moon, key, execution_options=INCLUDE_DELETED) is not None


async def test_get_hides_a_deleted_row_of_the_database(
    session: AsyncSession,
    rows: Rows,
) -> None:
    key = rows.deleted.id
    session.expunge_all()

    assert await session.get(Moon, key) is None
    assert await session.get(Moon, key, execution_options=INCLUDE_DELETED) is not None


def test_a_unique_index_covers_only_rows_that_are_not_deleted() -> None:
    table = metadata.tables["sample.planets"]
    (index,) = (each for each in table.indexes if each.unique)

    condition = index.dialect_options["postgresql"]["where"]

    assert str(condition) == "deleted_at IS NULL"


STATEMENTS = {
    "entity": select(Moon.name).select_from(Moon),
    "alias": select(aliased(Moon, name="other").name),
    "join": select(Moon.name).join(Planet, col(Moon.planet_id) == col(Planet.id)),
    "subquery": select(select(Moon.name).subquery().c.name),
    "cte": select(select(Moon.name).cte().c.name),
    "in": select(Moon.name).where(col(Moon.id).in_(select(Moon.id))),
    "outer join": select(Moon.name)
    .select_from(Planet)
    .outerjoin(Moon, col(Moon.planet_id) == col(Planet.id)),
}


@pytest.mark.parametrize("kind", STATEMENTS)
async def test_a_select_excludes_deleted_rows(
    session: AsyncSession, rows: Rows, kind: str
) -> None:
    statement = STATEMENTS[kind]

    names = await session.exec(statement)
    all_names = await session.exec(statement.execution_options(**INCLUDE_DELETED))

    assert list(names.all()) == ["live"]
    assert sorted(all_names.all()) == ["deleted", "live"]


async def test_a_count_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    counted = await session.exec(select(func.count(col(Moon.id))))

    assert counted.one() == 1


async def test_a_scalar_subquery_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    count = select(func.count(col(Moon.id))).scalar_subquery()

    counted = await session.exec(select(Planet.name, count))

    assert counted.all() == [("Planet", 1)]


async def test_exists_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    result = await session.exec(select(exists().where(col(Moon.name) == "deleted")))

    assert result.one() is False


LOADERS = [selectinload, joinedload, subqueryload, lazyload]


@pytest.mark.parametrize("load", LOADERS)
async def test_collections_exclude_deleted_rows(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    session.expunge_all()

    planet = await session.get_one(
        Planet,
        rows.planet.id,
        options=[load(related(Planet.moons))],
    )
    spacecraft = await session.get_one(
        Spacecraft, rows.spacecraft.id, options=[load(related(Spacecraft.moons))]
    )

    moons = await load_lazily(session, planet, "moons")
    passed = await load_lazily(session, spacecraft, "moons")
    assert [moon.name for moon in moons] == ["live"]
    assert [moon.name for moon in passed] == ["live"]


@pytest.mark.parametrize("load", LOADERS)
async def test_a_reference_to_a_deleted_row_is_none(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    # A bulk UPDATE, since the session does not delete a row that others refer to.
    await session.exec(update(Planet).values(deleted_at=func.now()))
    session.expunge_all()

    moon = await session.get_one(
        Moon,
        rows.live.id,
        options=[load(related(Moon.planet))],
    )

    assert moon.planet_id == rows.planet.id
    assert await load_lazily(session, moon, "planet") is None


@pytest.mark.parametrize("load", [selectinload, joinedload])
async def test_a_relationship_load_may_include_deleted_rows(
    session: AsyncSession, rows: Rows, load: Loader
) -> None:
    session.expunge_all()

    planet = await session.get_one(
        Planet,
        rows.planet.id,
        options=[load(related(Planet.moons))],
        execution_options=INCLUDE_DELETED,
    )

    assert [moon.name for moon in planet.moons] == ["live", "deleted"]


async def test_an_option_of_exec_includes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    statement = select(Moon.name).order_by(Moon.name)

    names = await session.exec(statement, execution_options=INCLUDE_DELETED)

    assert list(names) == ["deleted", "live"]


async def test_a_refresh_excludes_deleted_rows(
    session: AsyncSession,
    rows: Rows,
) -> None:
    await session.refresh(rows.planet, ["moons"])

    assert [moon.name for moon in rows.planet.moons] == ["live"]


async def test_a_row_without_deleted_at_is_removed(
    session: AsyncSession,
    rows: Rows,
) -> None:
    key = {"spacecraft_id": rows.spacecraft.id, "moon_id": rows.live.id}
    flyby = await session.get(Flyby, key)

    await session.delete(flyby)
    await session.flush()

    assert await session.get(Flyby, key) is None


@pytest.mark.parametrize(("options", "count"), [({}, 1), (INCLUDE_DELETED, 2)])
async def test_a_bulk_update_excludes_deleted_rows_by_default(
    session: AsyncSession, rows: Rows, options: dict[str, bool], count: int
) -> None:
    statement = update(Moon).values(name="Changed")

    updated = await session.exec(statement, execution_options=options)

    assert updated.rowcount == count


async def test_a_bulk_delete_needs_the_hard_delete_option(
    session: AsyncSession, rows: Rows
) -> None:
    statement = delete(Moon).where(col(Moon.deleted_at).is_not(None))

    with pytest.raises(HardDeleteError, match="moons"):
        await session.exec(statement)

    purged = await session.exec(statement, execution_options=HARD_DELETE)
    assert purged.rowcount == 1


async def test_a_bulk_delete_of_rows_without_deleted_at_needs_no_option(
    session: AsyncSession, rows: Rows
) -> None:
    statement = delete(Flyby).where(col(Flyby.moon_id) == rows.live.id)

    removed = await session.exec(statement)

    assert removed.rowcount == 1
