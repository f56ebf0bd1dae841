"""Problem responses: errors as RFC 9457 problem details, application/problem+json."""

import logging
from collections.abc import Mapping
from http import HTTPMethod, HTTPStatus
from typing import Any, TypeAlias

from asgi_correlation_id import correlation_id
from fastapi.exceptions import RequestValidationError
from fastapi.requests import HTTPConnection
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.websockets import WebSocketClose

from app.api.routes import route_name
from app.api.websockets import closing, is_accepted
from app.db.errors import log_detail, log_message, to_problem
from app.errors import (
    BUSY,
    UNAVAILABLE,
    ConflictError,
    FieldError,
    ProblemError,
    UnavailableError,
)

logger = logging.getLogger(__name__)

ProblemResponse: TypeAlias = JSONResponse | WebSocketClose

MEDIA_TYPE = "application/problem+json"

MAX_ERRORS = 20


class Problem(BaseModel):
    """An error. `errors` is empty if no field of the request caused it."""

    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldError] = []


def problem_responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return the problem responses of a route, for its `responses` argument."""
    schema = {"$ref": "#/components/schemas/Problem"}  # added by app/api/openapi.py
    return {
        status.value: {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }


NOT_FOUND = problem_responses(HTTPStatus.NOT_FOUND)
CONFLICT = problem_responses(HTTPStatus.CONFLICT)
PRECONDITION_FAILED = problem_responses(HTTPStatus.PRECONDITION_FAILED)
DEFAULT_RESPONSES = problem_responses(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


def _respond(
    connection: HTTPConnection,
    status: HTTPStatus,
    detail: str,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    if is_accepted(connection):
        return closing(status, detail)
    problem = Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        request_id=correlation_id.get() or "",
        errors=errors or [],
    )
    return JSONResponse(
        problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE
    )


async def _handle_problem(
    connection: HTTPConnection,
    error: ProblemError,
) -> ProblemResponse:
    retry = {"Retry-After": "1"} if isinstance(error, UnavailableError) else None
    return _respond(connection, error.status, error.detail, error.errors, retry)


async def _handle_database_error(
    connection: HTTPConnection,
    error: DBAPIError,
) -> ProblemResponse:
    problem = to_problem(error)
    if problem is None:
        raise error
    level = logging.WARNING if isinstance(problem, UnavailableError) else logging.INFO
    logger.log(level, "%s: %s", route_name(connection.scope), log_message(error))
    logger.debug("%s", log_detail(error))
    return await _handle_problem(connection, problem)


async def _handle_pool_timeout(
    connection: HTTPConnection,
    error: PoolTimeoutError,
) -> ProblemResponse:
    logger.warning("%s: %s", route_name(connection.scope), error)
    return await _handle_problem(connection, UnavailableError(UNAVAILABLE))


async def _handle_stale_data(
    connection: HTTPConnection,
    error: StaleDataError,
) -> ProblemResponse:
    logger.info("%s: %s", route_name(connection.scope), error)
    return await _handle_problem(connection, ConflictError(BUSY))


async def _handle_invalid_request(
    connection: HTTPConnection, error: RequestValidationError
) -> ProblemResponse:
    # The rejected values are left out: one of them may be a password.
    found = error.errors()
    errors = [
        FieldError(
            field=_field_name(item["loc"]),
            message=item["msg"].removeprefix("Value error, "),
        )
        for item in found[:MAX_ERRORS]
    ]
    detail = "The request is not valid: see `errors`."
    if len(found) > MAX_ERRORS:
        detail += f" {len(found) - MAX_ERRORS} more are not listed."
    return _respond(connection, HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)


async def _handle_http_exception(
    connection: HTTPConnection,
    error: HTTPException,
) -> ProblemResponse:
    status = HTTPStatus(error.status_code)
    # FastAPI responds with 400 to a body that its JSON parser cannot read: invalid
    # UTF-8, a number with thousands of digits, too many nested levels.
    if status is HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        invalid = FieldError(field="body", message="Input is not valid JSON")
        return _respond(connection, status, error.detail, [invalid])
    headers = error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(_allowed_methods(connection))}
    return _respond(connection, status, error.detail, headers=headers)


async def _handle_unexpected(
    connection: HTTPConnection,
    error: Exception,
) -> ProblemResponse:
    logger.error("%s", route_name(connection.scope), exc_info=error)
    detail = "An internal error occurred. Report it with the `request_id`."
    # The server closes the connection: a proxy must not send a request on it.
    headers = {"Connection": "close"}
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _respond(connection, status, detail, headers=headers)


def _allowed_methods(connection: HTTPConnection) -> list[str]:
    """Return the methods of all routes with this path; an error names those of one."""
    return [
        method
        for method in HTTPMethod
        if any(
            route.matches({**connection.scope, "method": method.value})[0] is Match.FULL
            for route in connection.app.routes
        )
    ]


def _field_name(location: tuple[str | int, ...]) -> str:
    # The first part is the place, such as "query". For a body that is not JSON, the
    # second part is the position of the error, not the name of a field.
    field = [str(part) for part in location[1:]]
    is_field = field and not (len(field) == 1 and field[0].isdigit())
    return ".".join(field) if is_field else str(location[0])


HANDLERS: dict[int | type[Exception], Any] = {
    ProblemError: _handle_problem,
    DBAPIError: _handle_database_error,
    PoolTimeoutError: _handle_pool_timeout,
    StaleDataError: _handle_stale_data,
    RequestValidationError: _handle_invalid_request,
    HTTPException: _handle_http_exception,
    Exception: _handle_unexpected,
}
