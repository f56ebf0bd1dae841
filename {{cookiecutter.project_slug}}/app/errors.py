"""The errors a client is told about, and which database error becomes which."""

from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError

from app.models import mapper_registry

RecordT = TypeVar("RecordT")


class FieldError(BaseModel):
    """One field, and what is wrong with it."""

    field: str
    message: str


class ProblemError(Exception):
    """An error to answer with, as problem details."""

    status: HTTPStatus

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class NotFoundError(ProblemError):
    """There is no such thing."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(ProblemError):
    """The request is in order, but what is stored stands against it."""

    status = HTTPStatus.CONFLICT


class PreconditionFailedError(ProblemError):
    """The request was made for another version of what it would change."""

    status = HTTPStatus.PRECONDITION_FAILED


class InvalidError(ProblemError):
    """The request cannot be carried out as it is."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnavailableError(ProblemError):
    """The database cannot serve the request now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def found(record: RecordT | None, description: str) -> RecordT:
    """Return the record. Raises NotFoundError, with the description, if it is None."""
    if record is None:
        raise NotFoundError(f"There is no {description}.")
    return record


BUSY = "Another request was in the way and nothing was changed. Try again."
# Whether a commit that was cut off took place, nobody knows.
UNAVAILABLE = "The database is not available. Try again later."

# By SQLSTATE, or by its first two characters, the class. Never by the class of the
# exception: the drivers sort the same states into different ones.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
BY_SQLSTATE: dict[str, tuple[type[ProblemError], str]] = {
    "08": (UnavailableError, UNAVAILABLE),
    "22": (InvalidError, "A value cannot be stored."),
    "23502": (InvalidError, "must not be null"),
    "23503": (ConflictError, "refers to what is missing, or is still referred to"),
    "23505": (ConflictError, "is already taken"),
    "23514": (InvalidError, "is not allowed"),
    "40": (UnavailableError, UNAVAILABLE),
    "40001": (ConflictError, BUSY),
    "40P01": (ConflictError, BUSY),
    "53": (UnavailableError, UNAVAILABLE),
    "55P03": (UnavailableError, BUSY),
    "57": (UnavailableError, UNAVAILABLE),
    "57014": (UnavailableError, "The query took too long and was cancelled."),
}


def state_of(error: DBAPIError) -> str:
    """Return the SQLSTATE, whatever the driver."""
    return str(getattr(error.driver_exception, "sqlstate", None))


# No lock within lock_timeout.
LOCKED = "55P03"

# Serialization failure and deadlock: the same work may succeed when it is repeated.
COLLISIONS = {"40001", "40P01"}


def is_collision(error: DBAPIError) -> bool:
    """Whether two transactions were in each other's way, and this one was undone."""
    return state_of(error) in COLLISIONS


def problem_of(error: DBAPIError) -> ProblemError | None:
    """Say what a database error means to a client; None if it is our own fault.

    The server's own text stays out of it: it quotes what other users stored.
    """
    if error.connection_invalidated:
        return UnavailableError(UNAVAILABLE)
    state = state_of(error)
    meaning = BY_SQLSTATE.get(state) or BY_SQLSTATE.get(state[:2])
    if meaning is None:
        return None
    problem, message = meaning
    fields = _fields_of(error.driver_exception)
    errors = [FieldError(field=field, message=message) for field in fields]
    detail = f"{', '.join(fields)} {message}." if fields else _sentence(message)
    return problem(detail, *errors)


def report_of(error: DBAPIError) -> str:
    """Say for the log what the server said, with the values it quotes."""
    cause = error.driver_exception
    detail = getattr(cause, "detail", None)  # if the message does not have it
    return f"{error.orig}\nDETAIL:  {detail}" if detail else f"{error.orig}"


def _fields_of(cause: BaseException | None) -> list[str]:
    # One driver keeps the details in .diag, the other in the exception itself.
    details = getattr(cause, "diag", cause)
    column = getattr(details, "column_name", None)
    constraint = getattr(details, "constraint_name", None)
    return [column] if column else _columns_of(constraint)


def _columns_of(constraint: str | None) -> list[str]:
    for table in mapper_registry.metadata.sorted_tables:
        rules: set[Any] = table.indexes | table.constraints
        for rule in rules:
            if rule.name == constraint:
                return [column.name for column in rule.columns]
    return []


def _sentence(message: str) -> str:
    return message[0].upper() + message[1:].rstrip(".") + "."
