"""Tracebacks that contain no values of clients, with one line of text per line."""

import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

INDENT = "    "

Details: TypeAlias = Callable[[], list[dict[str, Any]]]

# The part of a message of PostgreSQL that quotes stored values.
DETAIL = re.compile(r"\nDETAIL: .*?(?=\n\[SQL: |\Z)", re.DOTALL)


def escape(text: str) -> str:
    """Return the text on one line, with `\\n` for a line break."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text
    )


def report_of(error: BaseException) -> str:
    """Return the traceback of an error, and before it those of its causes.

    Its lines are indented: none of them looks like a line of its own.
    """
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
    details: Details | None = getattr(error, "errors", None)
    if callable(details):  # pydantic and FastAPI quote the rejected values
        return "; ".join(f"{item['loc']}: {item['msg']}" for item in details())
    return DETAIL.sub("", str(error))
