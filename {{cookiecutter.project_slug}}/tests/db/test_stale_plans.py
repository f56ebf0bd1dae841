"""Statements that were prepared before a migration changed what they use."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Executable, text
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine, create_session_maker
from app.db.errors import log_message, to_problem
from app.db.session import AsyncSession
from app.db.transactions import run_in_transaction
from app.errors import UnavailableError
from tests.support.server import execute

SCHEMA = """
    CREATE TYPE sample_mood AS ENUM ('calm');
    CREATE TYPE sample_pair AS (one int, two int);
    CREATE TABLE changing (name varchar(10), mood sample_mood, pair sample_pair);
    INSERT INTO changing VALUES ('Ada', 'calm', ROW(1, 2))
"""
DROP = "DROP TABLE changing; DROP TYPE sample_mood; DROP TYPE sample_pair"

FIRST = text("SELECT 1")
NAME = text("SELECT name FROM changing")
BY_MOOD = text("SELECT name FROM changing WHERE mood = CAST(:mood AS sample_mood)")
PAIR = text("SELECT pair FROM changing")
SET_MOOD = text("UPDATE changing SET mood = CAST(:mood AS sample_mood)")
CALM = {"mood": "calm"}

WIDER = "ALTER TABLE changing ALTER name TYPE varchar(20)"
NEW_TYPE = """
    ALTER TYPE sample_mood RENAME TO former_mood;
    CREATE TYPE sample_mood AS ENUM ('calm', 'sad');
    ALTER TABLE changing ALTER mood TYPE sample_mood USING mood::text::sample_mood;
    DROP TYPE former_mood
"""
NEW_ATTRIBUTE = "ALTER TYPE sample_pair ADD ATTRIBUTE three int"

# One of the drivers prepares a statement when it was executed more often than five
# times.
EXECUTIONS = 6


def change(engine: Any, statements: str) -> None:
    for statement in statements.split(";"):
        execute(engine.url, statement)


# Two connections that prepare statements, whatever the pool profile.
POOL = PoolSettings(pooled=True, pool_size=2, transaction_pooler=False)


@pytest.fixture
async def engine(direct_settings: Settings) -> AsyncIterator[Any]:
    engine = create_engine(direct_settings, POOL)
    change(engine, SCHEMA)
    yield engine
    await engine.dispose()
    change(engine, DROP)


@pytest.fixture
async def read_engine(engine: Any, direct_settings: Settings) -> AsyncIterator[Any]:
    """An engine for sessions that only read the same tables."""
    read_engine = create_engine(direct_settings, POOL, read_only=True)
    yield read_engine
    await read_engine.dispose()


async def prepare(engine: Any, statement: Executable, parameters: Any = None) -> None:
    """Execute the statement on both connections until it is prepared."""
    async with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            for _ in range(EXECUTIONS):
                await connection.execute(statement, parameters)
                await connection.commit()


async def run_on_both(
    engine: Any,
    *statements: Executable,
    parameters: Any = None,
) -> None:
    async with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            for statement in statements[:-1]:
                await connection.execute(statement)
            await connection.execute(statements[-1], parameters)
            await connection.rollback()


@pytest.mark.parametrize(
    ("statement", "parameters", "migration"),
    [
        (NAME, None, WIDER),
        (BY_MOOD, CALM, NEW_TYPE),
        (SET_MOOD, CALM, NEW_TYPE),
    ],
)
async def test_the_first_statement_of_a_transaction_is_repeated(
    engine: Any, statement: Executable, parameters: Any, migration: str
) -> None:
    await prepare(engine, statement, parameters)
    change(engine, migration)

    await run_on_both(engine, statement, parameters=parameters)
    await run_on_both(engine, FIRST, statement, parameters=parameters)


@pytest.mark.parametrize(
    ("statement", "parameters", "migration"),
    [(NAME, None, WIDER), (BY_MOOD, CALM, NEW_TYPE)],
)
async def test_a_later_statement_is_unavailable_once(
    engine: Any, statement: Executable, parameters: Any, migration: str
) -> None:
    await prepare(engine, statement, parameters)
    change(engine, migration)

    with pytest.raises(DBAPIError) as caught:
        await run_on_both(engine, FIRST, statement, parameters=parameters)
    await run_on_both(engine, FIRST, statement, parameters=parameters)

    assert isinstance(to_problem(caught.value), UnavailableError)
    assert "cache" in log_message(caught.value)


@pytest.mark.parametrize(
    ("statement", "parameters", "migration"),
    [(NAME, None, WIDER), (BY_MOOD, CALM, NEW_TYPE)],
)
async def test_every_statement_of_a_session_that_only_reads_is_repeated(
    read_engine: Any, statement: Executable, parameters: Any, migration: str
) -> None:
    await prepare(read_engine, statement, parameters)
    change(read_engine, migration)

    await run_on_both(read_engine, FIRST, statement, parameters=parameters)


async def test_a_statement_with_many_rows_is_not_repeated(engine: Any) -> None:
    rows = [CALM, CALM]
    await prepare(engine, SET_MOOD, rows)
    change(engine, NEW_TYPE)

    with pytest.raises(DBAPIError) as caught:
        await run_on_both(engine, SET_MOOD, parameters=rows)
    await run_on_both(engine, SET_MOOD, parameters=rows)

    assert isinstance(to_problem(caught.value), UnavailableError)


async def test_a_statement_after_one_with_many_rows_is_not_repeated(
    engine: Any,
) -> None:
    """The rollback would undo the rows before it."""
    await prepare(engine, NAME)
    change(engine, WIDER)

    async with engine.connect() as connection:
        await connection.execute(SET_MOOD, [CALM, CALM])
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(NAME)

    assert isinstance(to_problem(caught.value), UnavailableError)


@pytest.mark.parametrize(
    ("statement", "migration", "attempts"),
    # Only one of the drivers remembers the attributes of a composite type.
    [(NAME, WIDER, {2}), (PAIR, NEW_ATTRIBUTE, {1, 2})],
)
async def test_a_unit_of_work_is_repeated(
    engine: Any, statement: Executable, migration: str, attempts: set[int]
) -> None:
    connections = []

    async def work(session: AsyncSession) -> None:
        connection = await session.connection()
        connections.append(connection)
        await connection.execute(FIRST)
        await connection.execute(statement)

    await prepare(engine, statement)
    change(engine, migration)

    await run_in_transaction(create_session_maker(engine), work)

    assert len(connections) in attempts


async def test_another_error_of_the_first_statement_is_raised(
    engine: Any, read_engine: Any
) -> None:
    for each in (engine, read_engine):
        with pytest.raises(DBAPIError, match="absent"):
            await run_on_both(each, text("SELECT absent"))
