"""The two formats of a line: text and JSON."""

import logging
from typing import Any, Literal, TypeAlias

from asgi_correlation_id import CorrelationIdFilter
from pythonjsonlogger.json import JsonFormatter

from app.logs.tracebacks import escape, report_of

LogFormat: TypeAlias = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s: %(message)s"
JSON_FIELDS = {
    "levelname": "level",
    "name": "logger",
    "correlation_id": "request_id",
    "message": "message",
}


class SafeFormatter(logging.Formatter):
    """Formats tracebacks without the values of clients."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info:
            record.exc_text = None  # another handler may have formatted it
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        return report_of(ei[1])


class TextFormatter(SafeFormatter):
    """Escapes all characters that cannot be printed, such as line breaks."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return escape(super().formatMessage(record))


class SafeJsonFormatter(SafeFormatter, JsonFormatter):
    """One JSON object per line. Values in `extra` of a log call become fields."""


def log_handler(log_format: LogFormat) -> logging.Handler:
    """Return a handler that writes to stderr."""
    formatter = (
        SafeJsonFormatter([*JSON_FIELDS], rename_fields=JSON_FIELDS, timestamp=True)
        if log_format == "json"
        else TextFormatter(TEXT)
    )
    handler = logging.StreamHandler()
    handler.addFilter(CorrelationIdFilter(default_value="-"))
    handler.setFormatter(formatter)
    return handler
