"""What a client is told when something goes wrong."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from app.errors import ConflictError, InvalidError, UnavailableError, problem_of
from app.session import AsyncSession
from app.users import service
from tests.api import failing_with, user_json

RAISE = "DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"


async def database_error(session: AsyncSession, statement: str) -> DBAPIError:
    """Have the database refuse a statement."""
    connection = await session.connection()
    with pytest.raises(DBAPIError) as caught:
        await connection.execute(text(statement))
    return caught.value


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("08006", UnavailableError),
        ("22003", InvalidError),
        ("23514", InvalidError),
        ("40003", UnavailableError),
        ("40001", ConflictError),
        ("40P01", ConflictError),
        ("53300", UnavailableError),
        ("55P03", UnavailableError),
        ("57014", UnavailableError),
        ("57P01", UnavailableError),
    ],
)
async def test_a_state_of_the_server_has_a_meaning(
    session: AsyncSession, state: str, kind: type[Exception]
) -> None:
    error = await database_error(session, RAISE.format(state=state))

    assert isinstance(problem_of(error), kind)


async def test_a_mistake_of_ours_has_none(session: AsyncSession) -> None:
    error = await database_error(session, "SELECT no_such_column")

    assert problem_of(error) is None


async def test_a_column_that_must_not_be_null_is_named(session: AsyncSession) -> None:
    error = await database_error(session, "INSERT INTO teams (name) VALUES (NULL)")

    problem = problem_of(error)

    assert isinstance(problem, InvalidError)
    assert [item.field for item in problem.errors] == ["name"]


async def test_a_row_that_is_referred_to_is_named(session: AsyncSession) -> None:
    error = await database_error(
        session, "INSERT INTO project_members (project_id, user_id) VALUES (1, 1)"
    )

    problem = problem_of(error)

    assert isinstance(problem, ConflictError)
    assert problem.errors[0].field in {"project_id", "user_id"}


async def test_a_lost_connection_is_not_the_fault_of_the_request() -> None:
    error = DBAPIError("SELECT 1", None, Exception(), connection_invalidated=True)

    assert isinstance(problem_of(error), UnavailableError)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("a secret of ours"), 500),
        (DBAPIError("SELECT 'a secret of ours'", None, Exception("secret")), 500),
        (PoolTimeoutError("a secret of ours"), 503),
        (StaleDataError("a secret of ours"), 409),
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
async def test_what_went_wrong_inside_is_logged_and_not_told(
    client: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    monkeypatch.setattr(service, "create_user", failing_with(error))

    response = await client.post("/users", json=user_json())

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert ("Retry-After" in response.headers) == (status == 503)
    assert "secret" not in response.text
    assert "POST /users" in caplog.text


async def test_the_log_of_an_error_has_no_values_of_users(
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
        b'{"username": }',
        b'{"username": "\xff"}',
        b'{"team_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=["open", "empty", "cut", "hole", "no UTF-8", "huge number", "deep"],
)
async def test_a_body_that_is_no_json_is_refused(
    client: AsyncClient,
    body: bytes,
) -> None:
    headers = {"Content-Type": "application/json"}

    response = await client.post("/users", content=body, headers=headers)

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "body"


async def test_a_route_that_does_not_exist_is_a_problem_too(
    client: AsyncClient,
) -> None:
    response = await client.get("/nowhere")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Not Found"


async def test_a_method_that_is_not_allowed_says_which_are(
    client: AsyncClient,
) -> None:
    response = await client.put("/health")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET"


async def test_the_service_is_healthy(client: AsyncClient, app: FastAPI) -> None:
    response = await client.get("/health")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
