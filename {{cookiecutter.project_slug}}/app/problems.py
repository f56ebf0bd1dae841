"""Answers errors with problem details: RFC 9457, application/problem+json."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app.errors import (
    BUSY,
    UNAVAILABLE,
    ConflictError,
    FieldError,
    ProblemError,
    UnavailableError,
    problem_of,
    report_of,
)

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, and with which fields."""

    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def documented(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route can answer with, for OpenAPI."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status.value: {
            "description": status.phrase,
            "model": Problem,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }


def _respond(
    status: HTTPStatus,
    detail: str,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        title=status.phrase, status=status, detail=detail, errors=errors or []
    )
    return JSONResponse(
        problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE
    )


async def _answer_problem(_request: Request, error: ProblemError) -> JSONResponse:
    retry = {"Retry-After": "1"} if isinstance(error, UnavailableError) else None
    return _respond(error.status, error.detail, error.errors, retry)


async def _answer_database_error(request: Request, error: DBAPIError) -> JSONResponse:
    problem = problem_of(error)
    if problem is None:
        raise error
    level = logging.WARNING if isinstance(problem, UnavailableError) else logging.INFO
    logger.log(level, "%s %s: %s", request.method, request.url.path, report_of(error))
    return await _answer_problem(request, problem)


async def _answer_pool_timeout(
    request: Request,
    error: PoolTimeoutError,
) -> JSONResponse:
    logger.warning("%s %s: %s", request.method, request.url.path, error)
    return await _answer_problem(request, UnavailableError(UNAVAILABLE))


async def _answer_stale_data(request: Request, error: StaleDataError) -> JSONResponse:
    logger.info("%s %s: %s", request.method, request.url.path, error)
    return await _answer_problem(request, ConflictError(BUSY))


async def _answer_invalid_request(
    _request: Request, error: RequestValidationError
) -> JSONResponse:
    # The values themselves stay out of the answer: one of them may be a password.
    errors = [
        FieldError(
            field=_field_name(fault["loc"]),
            message=fault["msg"].removeprefix("Value error, "),
        )
        for fault in error.errors()
    ]
    detail = "The request has values that cannot be accepted."
    return _respond(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)


async def _answer_http_exception(
    _request: Request,
    error: HTTPException,
) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    # FastAPI answers 400 to a body that breaks the parser itself: no UTF-8, a number
    # of thousands of digits, nesting without end.
    if status is HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        broken = FieldError(field="body", message="is no JSON that can be read")
        return _respond(HTTPStatus.UNPROCESSABLE_ENTITY, error.detail, [broken])
    return _respond(status, error.detail, headers=error.headers)


async def _answer_unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s %s", request.method, request.url.path, exc_info=error)
    detail = "Something went wrong on our side. It has been logged."
    # This is answered outside of the middleware, which would add the header.
    headers = {"X-Request-ID": str(correlation_id.get())}
    return _respond(HTTPStatus.INTERNAL_SERVER_ERROR, detail, headers=headers)


def _field_name(location: tuple[str | int, ...]) -> str:
    # The first part says where the field is, such as "query"; a body that is no JSON
    # has a position for a field.
    field = [str(part) for part in location[1:]]
    is_field = field and not (len(field) == 1 and field[0].isdigit())
    return ".".join(field) if is_field else str(location[0])


HANDLERS: dict[int | type[Exception], Any] = {
    ProblemError: _answer_problem,
    DBAPIError: _answer_database_error,
    PoolTimeoutError: _answer_pool_timeout,
    StaleDataError: _answer_stale_data,
    RequestValidationError: _answer_invalid_request,
    HTTPException: _answer_http_exception,
    Exception: _answer_unexpected,
}

NOT_FOUND = documented(HTTPStatus.NOT_FOUND)
CONFLICT = documented(HTTPStatus.CONFLICT)
PRECONDITION_FAILED = documented(HTTPStatus.PRECONDITION_FAILED)
EVERYWHERE = documented(
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
