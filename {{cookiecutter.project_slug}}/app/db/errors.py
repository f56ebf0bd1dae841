"""Database errors: what each SQLSTATE means to a client."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import conv

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

INTERNAL_ERROR = "XX000"
NOT_SUPPORTED = "0A000"
DATA_EXCEPTION = "22"
READ_ONLY = "25006"
SERIALIZATION_FAILURE = "40001"

# The keys are SQLSTATEs, or classes of them (the first two characters). They are not
# exception classes, since each driver groups the SQLSTATEs differently. What is not
# here is a mistake in the code, or damage (class XX): someone must look at it, and a
# retry does not help.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
MEANINGS = {
    "08": UNAVAILABLE_MEANING,
    DATA_EXCEPTION: Meaning(
        UnprocessableError, "The request contains a value out of range."
    ),
    "23": Meaning(
        ConflictError,
        "The request conflicts with stored data.",
        "Value conflicts with stored data",
    ),
    "23001": REFERENCE_MEANING,
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
    READ_ONLY: UNAVAILABLE_MEANING,
    "25P03": UNAVAILABLE_MEANING,  # idle_in_transaction_session_timeout
    "25P04": UNAVAILABLE_MEANING,  # transaction_timeout
    "40": UNAVAILABLE_MEANING,
    SERIALIZATION_FAILURE: CONFLICT_MEANING,
    "40P01": CONFLICT_MEANING,
    "53": UNAVAILABLE_MEANING,
    # An index entry is limited to a third of a page, also of a column without a limit.
    "54000": Meaning(
        UnprocessableError,
        "The request contains a value that is too long.",
    ),
    "55P03": Meaning(UnavailableError, BUSY),
    "57": UNAVAILABLE_MEANING,
    "57014": Meaning(
        UnavailableError,
        "The request took too long and was cancelled. Try again later.",
    ),
    "58": UNAVAILABLE_MEANING,
}

LOCK_NOT_AVAILABLE = "55P03"

# The second is a deadlock.
RETRYABLE_SQLSTATES = {SERIALIZATION_FAILURE, "40P01"}

# Begins the message on a parameter whose type was dropped: the server translates no
# message of an internal error.
DROPPED_TYPE = "cache lookup failed for type"

# The exception of a driver that remembers the attributes of a composite type.
OUTDATED_TYPE = "OutdatedSchemaCacheError"

# How the drivers name the place in the server's source code, function and file.
SOURCE_FIELDS = (
    "source_function",
    "source_file",
    "server_source_function",
    "server_source_filename",
)

MAX_NAME_BYTES = 63

_PREPARER = DefaultDialect(max_identifier_length=MAX_NAME_BYTES).identifier_preparer


def sqlstate(error: DBAPIError) -> str:
    """Return the SQLSTATE, regardless of the driver."""
    return _sqlstate(error.orig)


def is_retryable(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it runs again.

    After a deadlock, a serialization failure, or on a stale plan.
    """
    return sqlstate(error) in RETRYABLE_SQLSTATES or _is_stale(error.orig)


def is_lasting(error: DBAPIError) -> bool:
    """Whether the error would come again on this connection, but not on a new one.

    The server only reads: another one became the primary, and a new connection leads
    there. Or a migration changed the columns of a statement that is prepared.
    """
    return sqlstate(error) == READ_ONLY or _is_stale(error.orig)


def is_stale_plan(error: BaseException | None) -> bool:
    """Whether a column, or its type, was changed after the statement was prepared.

    `error` is an exception of the driver. The statement works when it is prepared anew.
    """
    state = _sqlstate(error)
    return (
        state == NOT_SUPPORTED and _is_raised_in("RevalidateCachedQuery", error)
    ) or (state == INTERNAL_ERROR and str(_cause(error)).startswith(DROPPED_TYPE))


def to_problem(error: DBAPIError) -> ProblemError | None:
    """Return the error for the client; None if the statement itself is wrong.

    The server's own message is left out: it quotes what other users stored.
    """
    if error.connection_invalidated:
        return UnavailableError(UNAVAILABLE)
    meaning = _meaning(error)
    if meaning is None:
        return None
    return meaning.problem(_fields(_cause(error.orig)))


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
    """Return the server's message for the log, without stored values.

    It may name tables and columns: do not send it to a client.
    """
    cause = _cause(error.orig)
    state = sqlstate(error)
    if state.startswith(DATA_EXCEPTION):  # the message quotes the value
        return f"{type(cause).__name__} ({state})"
    details = _details(cause)
    messages = (getattr(details, name, None) for name in ("message_primary", "message"))
    return next(filter(None, messages), f"{error.orig}")


def log_detail(error: DBAPIError) -> str:
    """Return the server's message with the stored values that it quotes."""
    cause = _cause(error.orig)
    detail = getattr(cause, "detail", None)  # not part of the message in one driver
    return f"{error.orig}\nDETAIL:  {detail}" if detail else f"{error.orig}"


def _sqlstate(error: BaseException | None) -> str:
    return str(getattr(_cause(error), "sqlstate", None))


def _is_stale(error: BaseException | None) -> bool:
    return is_stale_plan(error) or type(_cause(error)).__name__ == OUTDATED_TYPE


def _cause(error: BaseException | None) -> BaseException | None:
    # Not driver_exception of SQLAlchemy's error, which raises an error if SQLAlchemy
    # has wrapped the exception of the driver without keeping it.
    return getattr(error, "__cause__", None) or error


def _details(cause: BaseException | None) -> Any:
    # The details are in .diag of the exception, or in the exception itself.
    return getattr(cause, "diag", cause)


def _is_raised_in(place: str, error: BaseException | None) -> bool:
    """Whether a file or function of the server's source code raised the error.

    It tells apart errors with the same SQLSTATE, in every language of the messages.
    """
    details = _details(_cause(error))
    return any(getattr(details, name, None) == place for name in SOURCE_FIELDS)


def _meaning(error: DBAPIError) -> Meaning | None:
    state = sqlstate(error)
    # A standby has cancelled a query to apply changes of the primary: nobody else
    # changes the same data.
    if state == SERIALIZATION_FAILURE and _is_raised_in("postgres.c", error.orig):
        return UNAVAILABLE_MEANING
    return MEANINGS.get(state) or MEANINGS.get(state[:2])


def _fields(cause: BaseException | None) -> list[str]:
    details = _details(cause)
    column = getattr(details, "column_name", None)
    constraint = getattr(details, "constraint_name", None)
    schema = getattr(details, "schema_name", None)
    return [column] if column else _columns(constraint, schema)


def _columns(constraint: str | None, schema: str | None) -> list[str]:
    # The same name may occur in several schemas. None is the default schema.
    def distance(table: sa.Table) -> tuple[bool, bool]:
        return table.schema != schema, table.schema is not None

    for table in sorted(mapped_tables(), key=distance):
        rules: set[Any] = table.indexes | table.constraints
        for rule in rules:
            if constraint in _stored_names(rule):
                return [column.name for column in rule.columns]
    return []


def _stored_names(rule: Any) -> set[str]:
    """Return the names that an index or a constraint may have in the database.

    SQLAlchemy shortens a long name and adds a hash to it, PostgreSQL cuts it off.
    """
    name = str(rule.name)
    shortened = _PREPARER.truncate_and_render_constraint_name(conv(name)).strip('"')
    return {_cut(name), _cut(shortened)}


def _cut(name: str) -> str:
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
