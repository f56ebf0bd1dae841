"""SQLSTATEs: what each one means to a client, and which fields it names."""

from typing import Any

import pytest
from sqlalchemy import Executable, text
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.db.errors import is_retryable, is_stale_plan, log_message, to_problem
from app.db.session import AsyncSession
from app.errors import ConflictError, UnavailableError, UnprocessableError
from tests.support.sample.planets import Planet
from tests.support.sample.subscriptions import Subscription

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}' USING CONSTRAINT = '{name}'; END $$"

TABLE = Subscription.__tablename__
UNIQUE = f"uq_{TABLE}_newsletter"
REFERENCE = f"fk_{TABLE}_planet_id_planets"


async def error_of(engine: Any, *statements: Executable) -> DBAPIError:
    """Return the error of the last statement; the transaction is rolled back."""
    async with engine.connect() as connection:
        for statement in statements[:-1]:
            await connection.execute(statement)
        with pytest.raises(DBAPIError) as caught:
            await connection.execute(statements[-1])
    return caught.value


async def database_error(
    settings: Settings,
    *statements: str,
) -> DBAPIError:
    engine = create_engine(settings, PoolSettings(pooled=False))
    error = await error_of(engine, *map(text, statements))
    await engine.dispose()
    return error


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("08006", UnavailableError),
        ("22003", UnprocessableError),
        ("23000", ConflictError),
        ("23001", ConflictError),
        ("23502", UnprocessableError),
        ("23503", ConflictError),
        ("23505", ConflictError),
        ("23514", UnprocessableError),
        ("23P01", ConflictError),
        ("25006", UnavailableError),
        ("25P03", UnavailableError),
        ("25P04", UnavailableError),
        ("40001", ConflictError),
        ("40003", UnavailableError),
        ("40P01", ConflictError),
        ("53100", UnavailableError),
        ("53300", UnavailableError),
        ("54000", UnprocessableError),
        ("55P03", UnavailableError),
        ("57014", UnavailableError),
        ("57P01", UnavailableError),
        ("57P02", UnavailableError),
        ("57P03", UnavailableError),
        ("57P04", UnavailableError),
        ("57P05", UnavailableError),
        ("58030", UnavailableError),
    ],
)
async def test_each_sqlstate_has_a_meaning(
    direct_settings: Settings, state: str, kind: type[Exception]
) -> None:
    error = await database_error(direct_settings, RAISE.format(state=state, name=""))

    assert isinstance(to_problem(error), kind)


@pytest.mark.parametrize(
    "state",
    ["0A000", "21000", "25P02", "42601", "54001", "55000", "P0001", "XX000", "XX001"],
)
async def test_a_mistake_in_the_code_or_damaged_data_is_no_problem_of_the_client(
    direct_settings: Settings, state: str
) -> None:
    error = await database_error(direct_settings, RAISE.format(state=state, name=""))

    assert to_problem(error) is None


async def test_a_row_that_is_in_use_cannot_be_deleted(session: AsyncSession) -> None:
    planet = Planet(name="Mars")
    session.add(planet)
    await session.flush()
    session.add(Subscription(newsletter="Daily", planet_id=planet.id))
    await session.flush()
    connection = await session.connection()

    with pytest.raises(DBAPIError) as caught:
        await connection.execute(text("DELETE FROM sample.planets"))

    problem = to_problem(caught.value)
    assert isinstance(problem, ConflictError)
    assert "still in use" in problem.detail
    assert [error.field for error in problem.errors] == ["planet_id"]


async def test_a_value_too_long_for_its_index_is_rejected(
    direct_settings: Settings,
) -> None:
    error = await database_error(
        direct_settings,
        "CREATE TEMPORARY TABLE texts (long text PRIMARY KEY)",
        "INSERT INTO texts SELECT string_agg(md5(i::text), '')"
        " FROM generate_series(1, 1000) AS i",
    )

    problem = to_problem(error)

    assert isinstance(problem, UnprocessableError)
    assert "too long" in problem.detail


async def test_a_name_that_was_shortened_in_the_model_names_the_field(
    session: AsyncSession,
) -> None:
    session.add(Subscription(newsletter="Daily"))
    await session.flush()
    session.add(Subscription(newsletter="Daily"))

    with pytest.raises(DBAPIError) as caught:
        await session.flush()

    problem = to_problem(caught.value)
    assert problem is not None
    assert [error.field for error in problem.errors] == ["newsletter"]


@pytest.mark.parametrize(
    ("name", "field"), [(UNIQUE, "newsletter"), (REFERENCE, "planet_id")]
)
async def test_a_name_that_postgresql_cut_names_the_field(
    direct_settings: Settings, name: str, field: str
) -> None:
    assert len(name) > 63
    statement = RAISE.format(state="23505", name=name[:63])
    error = await database_error(direct_settings, statement)

    problem = to_problem(error)

    assert problem is not None
    assert [item.field for item in problem.errors] == [field]


async def test_an_unknown_constraint_names_no_field(direct_settings: Settings) -> None:
    statement = RAISE.format(state="23505", name="unknown")

    error = await database_error(direct_settings, statement)

    problem = to_problem(error)

    assert problem is not None
    assert problem.errors == []


def test_an_error_without_an_exception_of_the_driver_has_no_meaning() -> None:
    error = DBAPIError("SELECT 1", None, Exception("reason"))
    error.orig = None

    assert to_problem(error) is None
    assert log_message(error) == "None"


@pytest.mark.parametrize(
    ("state", "place", "is_stale"),
    [
        ("0A000", "RevalidateCachedQuery", True),
        ("0A000", "transformStmt", False),
        ("42P01", "RevalidateCachedQuery", False),
    ],
)
def test_a_plan_is_stale_if_the_plan_cache_does_not_support_it(
    state: str, place: str, is_stale: bool
) -> None:
    cause = Exception("cached plan must not change result type")
    vars(cause).update({"sqlstate": state, "source_function": place})

    assert is_stale_plan(cause) is is_stale


@pytest.mark.parametrize("name", ["source_file", "server_source_filename"])
@pytest.mark.parametrize(
    ("file", "kind"),
    [("postgres.c", UnavailableError), ("nodeModifyTable.c", ConflictError)],
)
def test_a_query_that_a_standby_cancelled_conflicts_with_no_other_request(
    name: str, file: str, kind: type[Exception]
) -> None:
    cause = Exception("canceling statement due to conflict with recovery")
    vars(cause).update({"sqlstate": "40001", name: file})
    error = DBAPIError("SELECT 1", None, cause)

    assert isinstance(to_problem(error), kind)
    assert is_retryable(error)
