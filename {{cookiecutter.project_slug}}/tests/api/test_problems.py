"""Problem responses: the status, fields and text for each kind of error."""

import pytest
from fastapi import Request
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from app.api.problems import HANDLERS
from app.db.errors import to_problem, translated_errors
from app.db.session import AsyncSession
from app.errors import (
    ConflictError,
    ProblemError,
    UnavailableError,
    UnprocessableError,
)
from tests.support.failures import failing_with
from tests.support.responses import error_fields
from tests.support.sample import service
from tests.support.sample.planets import Moon, Planet
from tests.support.sample.requests import create_planet

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"


async def database_error(session: AsyncSession, statement: str) -> DBAPIError:
    """Return the error of a statement that the database rejects."""
    connection = await session.connection()
    with pytest.raises(DBAPIError) as caught:
        await connection.execute(text(statement))
    return caught.value


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("08006", UnavailableError),
        ("22003", UnprocessableError),
        ("23001", ConflictError),
        ("23502", UnprocessableError),
        ("23503", ConflictError),
        ("23505", ConflictError),
        ("23514", UnprocessableError),
        ("40003", UnavailableError),
        ("40001", ConflictError),
        ("40P01", ConflictError),
        ("53300", UnavailableError),
        ("55P03", UnavailableError),
        ("57014", UnavailableError),
        ("57P01", UnavailableError),
    ],
)
async def test_each_sqlstate_becomes_its_problem(
    session: AsyncSession, state: str, kind: type[Exception]
) -> None:
    error = await database_error(session, RAISE.format(state=state))

    assert isinstance(to_problem(error), kind)


async def test_a_programming_error_becomes_no_problem(session: AsyncSession) -> None:
    error = await database_error(session, "SELECT no_such_column")

    assert to_problem(error) is None


async def test_an_error_that_becomes_no_problem_is_raised_unchanged(
    session: AsyncSession,
) -> None:
    error = await database_error(session, "SELECT no_such_column")

    with pytest.raises(DBAPIError) as caught, translated_errors():
        raise error

    assert caught.value is error


@pytest.mark.parametrize(
    ("statement", "kind", "field"),
    [
        (
            "INSERT INTO sample.planets (name, kind) VALUES (NULL, 'gas')",
            UnprocessableError,
            "name",
        ),
        (
            "INSERT INTO sample.planets (name, kind) VALUES ('Mars', 'wood')",
            UnprocessableError,
            "kind",
        ),
        (
            "INSERT INTO sample.moons (name, planet_id) VALUES ('Phobos', 4711)",
            ConflictError,
            "planet_id",
        ),
    ],
    ids=["null", "check", "foreign key"],
)
async def test_a_violated_constraint_names_the_column(
    session: AsyncSession, statement: str, kind: type[ProblemError], field: str
) -> None:
    error = await database_error(session, statement)

    problem = to_problem(error)

    assert isinstance(problem, kind)
    assert [item.field for item in problem.errors] == [field]


async def test_the_deletion_of_a_row_in_use_is_a_conflict(
    session: AsyncSession,
) -> None:
    session.add(Moon(name="Phobos", planet=Planet(name="Mars")))
    await session.flush()

    error = await database_error(session, "DELETE FROM sample.planets")

    problem = to_problem(error)
    assert isinstance(problem, ConflictError)
    assert [item.field for item in problem.errors] == ["planet_id"]
    assert "this row is still in use" in problem.errors[0].message


async def test_a_taken_value_is_a_conflict_that_names_the_field(
    client: AsyncClient,
) -> None:
    taken = await create_planet(client)

    response = await client.post("/planets", json={"name": taken["name"]})

    assert response.status_code == 409
    assert response.json()["errors"] == [
        {"field": "name", "message": "Value is already taken"}
    ]
    assert taken["name"] not in response.text


async def test_a_lost_connection_is_unavailable() -> None:
    error = DBAPIError("SELECT 1", None, Exception(), connection_invalidated=True)

    assert isinstance(to_problem(error), UnavailableError)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("an internal secret"), 500),
        (DBAPIError("SELECT 'an internal secret'", None, Exception("secret")), 500),
        (PoolTimeoutError("an internal secret"), 503),
        (StaleDataError("an internal secret"), 409),
        (
            DBAPIError(
                "SELECT 'secret'",
                None,
                Exception("secret"),
                connection_invalidated=True,
            ),
            503,
        ),
    ],
)
async def test_internal_errors_are_logged_but_not_sent_to_the_client(
    client: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    monkeypatch.setattr(service, "create", failing_with(error))

    response = await client.post("/planets", json={"name": "Mars"})

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert ("Retry-After" in response.headers) == (status == 503)
    assert (response.headers.get("Connection") == "close") == (status == 500)
    assert "secret" not in response.text
    assert "POST /planets" in caplog.text


async def test_an_unknown_error_of_the_database_is_raised_again() -> None:
    """The server sees it, and so does middleware that reports errors."""
    request = Request({"type": "http"})
    error = DBAPIError("SELECT 1", None, Exception())

    with pytest.raises(DBAPIError) as caught:
        await HANDLERS[DBAPIError](request, error)

    assert caught.value is error


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/planets", "GET, POST"),
        ("/planets/7", "DELETE, GET, PATCH"),
        ("/planets/by-name/Mars", "PUT"),
        ("/health", "GET"),
    ],
)
async def test_a_wrong_method_is_answered_with_the_methods_of_the_path(
    client: AsyncClient, path: str, methods: str
) -> None:
    response = await client.options(path)

    assert response.status_code == 405
    assert response.headers["Allow"] == methods


async def test_logged_errors_contain_no_parameters(
    session: AsyncSession,
) -> None:
    connection = await session.connection()

    with pytest.raises(DBAPIError) as caught:
        await connection.execute(text("SELECT no_such(:value)"), {"value": "secret"})

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"[1",
        b'{"name": }',
        b'{"name": "\xff"}',
        b'{"size": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=["open", "empty", "cut", "hole", "no UTF-8", "huge number", "deep"],
)
async def test_a_body_that_is_not_json_is_rejected(
    client: AsyncClient,
    body: bytes,
) -> None:
    headers = {"Content-Type": "application/json"}

    response = await client.post("/planets", content=body, headers=headers)

    assert response.status_code == 422
    assert error_fields(response)[0] == "body"


async def test_an_unknown_route_is_a_problem_response(
    client: AsyncClient,
) -> None:
    response = await client.get("/nowhere")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Not Found"


async def test_a_method_that_is_not_allowed_lists_the_allowed_ones(
    client: AsyncClient,
) -> None:
    response = await client.put("/health")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
