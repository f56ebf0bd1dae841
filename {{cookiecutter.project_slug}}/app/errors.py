"""Errors that a client sees, as problem details (app/api/problems.py)."""

from http import HTTPStatus

from pydantic import BaseModel

BUSY = "Another request is changing the same data. Nothing was saved. Try again."
# After a connection lost during COMMIT the outcome is unknown: do not say that nothing
# was saved.
UNAVAILABLE = "The database is unavailable or overloaded. Try again later."


class FieldError(BaseModel):
    """A field of the request, such as `items.3.name`, and why it was rejected."""

    field: str
    message: str


class ProblemError(Exception):
    """Base of the errors that become a problem response with their `status`."""

    status: HTTPStatus

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class NotFoundError(ProblemError):
    """The requested resource does not exist."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(ProblemError):
    """The request is valid but conflicts with stored data."""

    status = HTTPStatus.CONFLICT


class PreconditionFailedError(ProblemError):
    """The resource has changed since the client read it."""

    status = HTTPStatus.PRECONDITION_FAILED


class UnprocessableError(ProblemError):
    """The request holds a value that cannot be stored."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnavailableError(ProblemError):
    """The database cannot serve the request at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
