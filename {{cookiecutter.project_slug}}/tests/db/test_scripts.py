"""Sessions of commands and scripts, on an engine that only they use."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlmodel import func, select

from app.config.settings import Settings
from app.db.scripts import run_in_script, run_script
from app.db.session import AsyncSession, AsyncSessionMaker
from tests.support.databases import new_sample_database
from tests.support.sample.planets import Planet


@pytest.fixture
def own_database() -> Iterator[Settings]:
    """A dedicated database, to which the test may commit."""
    with new_sample_database("scripts") as settings:
        yield settings


@pytest.fixture
def disposals() -> Iterator[list[Engine]]:
    """The engines that were disposed of during the test."""
    engines: list[Engine] = []
    remember = engines.append
    event.listen(Engine, "engine_disposed", remember)
    yield engines
    event.remove(Engine, "engine_disposed", remember)


async def count(session: AsyncSession) -> int:
    result = await session.exec(select(func.count()).select_from(Planet))
    return result.one()


async def add(session: AsyncSession) -> None:
    session.add(Planet(name="Mars"))


async def add_and_fail(session: AsyncSession) -> None:
    session.add(Planet(name="Venus"))
    await session.flush()
    raise RuntimeError


async def count_in_new_session(session_maker: AsyncSessionMaker) -> int:
    async with session_maker() as session:
        return await count(session)


def test_a_unit_of_work_is_committed_unless_it_fails(own_database: Settings) -> None:
    run_in_script(add)
    with pytest.raises(RuntimeError):
        run_in_script(add_and_fail)

    assert run_in_script(count) == 1


def test_a_script_makes_its_own_sessions(
    settings: Settings, disposals: list[Engine]
) -> None:
    assert run_script(count_in_new_session) == 0
    assert len(disposals) == 1


def test_the_engine_is_disposed_of_after_a_failure(
    settings: Settings, disposals: list[Engine]
) -> None:
    with pytest.raises(RuntimeError):
        run_in_script(add_and_fail)

    assert len(disposals) == 1
