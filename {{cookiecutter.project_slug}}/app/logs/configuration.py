"""The configuration of all loggers."""

import logging
import os

from app.logs.formatters import LogFormat, log_handler

HANDLER = "service"
LINE_OF_WEBSOCKET = '%s - "WebSocket %s"'


def configure_logs(level: str, log_format: LogFormat) -> None:
    """Write all lines in one format. The level is that of the service and of uvicorn.

    Libraries log warnings and errors only: their lines for debugging contain values.
    """
    handler = log_handler(log_format)
    handler.set_name(HANDLER)
    root = logging.getLogger()
    others = [each for each in root.handlers if each.name != HANDLER]
    root.handlers = [*others, handler]
    logging.getLogger("app").setLevel(level)
    _take_over("uvicorn", level)
    _take_over("uvicorn.error", level)
    # app/api/request_log.py writes a line per request and WebSocket instead. Those of
    # uvicorn contain the query string.
    access = logging.getLogger("uvicorn.access")
    access.handlers = []
    access.propagate = False
    logging.getLogger("uvicorn.error").addFilter(_is_not_about_a_websocket)


def server_handler() -> logging.Handler:
    """Return the handler of the process that starts the workers: see uvicorn.json."""
    return log_handler("json" if os.environ.get("LOG_FORMAT") == "json" else "text")


def _is_not_about_a_websocket(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(LINE_OF_WEBSOCKET)


def _take_over(name: str, level: str) -> None:
    """Let a logger that uvicorn has configured use the handler of the root logger."""
    logger = logging.getLogger(name)
    logger.handlers = []
    logger.propagate = True
    logger.setLevel(level)
