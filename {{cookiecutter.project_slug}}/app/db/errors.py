"""Database errors: what each SQLSTATE means to a client."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.db.base import mapped_tables
from app.errors import (
    BUSY,
    UNAVAILABLE,
    ConflictError,
    FieldError,
    ProblemError,
    UnavailableError,
    UnprocessableError,
)


@dataclass(frozen=True)
class Meaning:
    """The problem that a SQLSTATE stands for.

    `field_message` is given for each field that the error names.
    """

    error: type[ProblemError]
    detail: str
    field_message: str = ""

    def problem(self, fields: Iterable[str]) -> ProblemError:
        """Return the error for the client, which names these fields."""
        errors = [FieldError(field=name, message=self.field_message) for name in fields]
        return self.error(self.detail, *errors)


UNAVAILABLE_MEANING = Meaning(UnavailableError, UNAVAILABLE)
CONFLICT_MEANING = Meaning(ConflictError, BUSY)
REFERENCE_MEANING = Meaning(
    ConflictError,
    "The request refers to something that does not exist, or deletes something that is"
    " still in use.",
    "The referenced row does not exist, or this row is still in use",
)

# The keys are SQLSTATEs, or classes of them (the first two characters). They are not
# exception classes, since each driver groups the SQLSTATEs differently.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
MEANINGS = {
    "08": UNAVAILABLE_MEANING,
    "22": Meaning(UnprocessableError, "The request contains a value out of range."),
    "23001": REFERENCE_MEANING,  # ON DELETE RESTRICT, since PostgreSQL 18
    "23502": Meaning(
        UnprocessableError,
        "The request lacks a required value.",
        "Field required",
    ),
    "23503": REFERENCE_MEANING,
    "23505": Meaning(
        ConflictError,
        "The request contains a value that must be unique and is already taken.",
        "Value is already taken",
    ),
    "23514": Meaning(
        UnprocessableError,
        "The request contains a value that is not allowed.",
        "Value is not allowed",
    ),
    "40": UNAVAILABLE_MEANING,
    "40001": CONFLICT_MEANING,
    "40P01": CONFLICT_MEANING,
    "53": UNAVAILABLE_MEANING,
    "55P03": Meaning(UnavailableError, BUSY),
    "57": UNAVAILABLE_MEANING,
    "57014": Meaning(
        UnavailableError,
        "The request took too long and was cancelled. Try again later.",
    ),
}

LOCK_NOT_AVAILABLE = "55P03"

# Serialization failure and deadlock.
RETRYABLE_SQLSTATES = {"40001", "40P01"}


def sqlstate(error: DBAPIError) -> str:
    """Return the SQLSTATE, regardless of the driver."""
    return str(getattr(error.driver_exception, "sqlstate", None))


def is_retryable(error: DBAPIError) -> bool:
    """Whether this is a deadlock or serialization failure: a retry may succeed."""
    return sqlstate(error) in RETRYABLE_SQLSTATES


def to_problem(error: DBAPIError) -> ProblemError | None:
    """Return the error for the client; None if the statement itself is wrong.

    The server's own message is left out: it quotes what other users stored.
    """
    if error.connection_invalidated:
        return UnavailableError(UNAVAILABLE)
    state = sqlstate(error)
    meaning = MEANINGS.get(state) or MEANINGS.get(state[:2])
    if meaning is None:
        return None
    return meaning.problem(_fields(error.driver_exception))


@contextmanager
def translated_errors() -> Iterator[None]:
    """Raise a database error of the block as the ProblemError that it means.

    Use it around a savepoint that may fail alone. Errors that end the whole transaction
    (a lost connection, a deadlock) and wrong statements are raised unchanged.
    """
    try:
        yield
    except DBAPIError as error:
        problem = to_problem(error)
        is_local = not is_retryable(error) and not isinstance(problem, UnavailableError)
        if problem is None or not is_local:
            raise
        raise problem from error


def log_message(error: DBAPIError) -> str:
    """Return the server's message for the log.

    It quotes stored values: never send it to a client.
    """
    cause = error.driver_exception
    detail = getattr(cause, "detail", None)  # not part of the message in one driver
    return f"{error.orig}\nDETAIL:  {detail}" if detail else f"{error.orig}"


def _fields(cause: BaseException | None) -> list[str]:
    # The details are in .diag of the exception, or in the exception itself.
    details = getattr(cause, "diag", cause)
    column = getattr(details, "column_name", None)
    constraint = getattr(details, "constraint_name", None)
    return [column] if column else _columns(constraint)


def _columns(constraint: str | None) -> list[str]:
    for table in mapped_tables():
        rules: set[Any] = table.indexes | table.constraints
        for rule in rules:
            if rule.name == constraint:
                return [column.name for column in rule.columns]
    return []
