"""Logging: each line of a request carries the id of the request.

The id is the request's header X-Request-ID if that is a UUID, otherwise a new one. The
response has it in the same header.

What clients send and what they have stored cannot forge a line or write to a terminal,
and the reports of errors do not contain it.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from logging.config import dictConfig

FORMAT = "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s: %(message)s"

INDENT = "    "

# The part of a message of PostgreSQL that quotes stored values.
DETAIL = re.compile(r"\nDETAIL: .*?(?=\n\[SQL: |\Z)", re.DOTALL)


class Formatter(logging.Formatter):
    """Escapes all characters that cannot be printed, such as line breaks."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return escape(super().formatMessage(record))


class SafeTraceback(logging.Filter):
    """Formats the traceback of a record, whatever formatter the handler has.

    Its lines are indented: none of them looks like a line of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            record.exc_text = report_of(record.exc_info[1])
        return True


def escape(text: str) -> str:
    """Return the text on one line, with `\\n` for a line break."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text
    )


def report_of(error: BaseException) -> str:
    """Return the traceback of an error, and before it those of its causes."""
    lines = "".join(_traceback(error)).splitlines()
    return "\n".join(f"{INDENT}{escape(line)}" for line in lines)


def _traceback(error: BaseException) -> Iterator[str]:
    context = None if error.__suppress_context__ else error.__context__
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__ or context, *members):
        if other is not None:
            yield from _traceback(other)
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_message(error)}\n"


def _message(error: BaseException) -> str:
    details = getattr(error, "errors", None)
    if callable(details):  # pydantic and FastAPI quote the rejected values
        return "; ".join(f"{item['loc']}: {item['msg']}" for item in details())
    return DETAIL.sub("", str(error))


CONFIGURATION = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {
            "()": "asgi_correlation_id.CorrelationIdFilter",
            "default_value": "-",
        },
        "safe_traceback": {"()": SafeTraceback},
    },
    "formatters": {"line": {"()": Formatter, "format": FORMAT}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "safe_traceback"],
            "formatter": "line",
        }
    },
    # uvicorn configures its own loggers; the root logger is unchanged.
    "loggers": {
        "app": {"handlers": ["stderr"], "level": "INFO"},
        "uvicorn.error": {"filters": ["safe_traceback"]},
    },
}


def configure_logs() -> None:
    dictConfig(CONFIGURATION)
