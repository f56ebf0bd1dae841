"""The configuration of all loggers."""

import logging
import os

from app.logs.formatters import LogFormat, log_handler

HANDLER = "service"


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
    # app/api/request_log.py writes a line per request instead.
    access = logging.getLogger("uvicorn.access")
    access.handlers = []
    access.propagate = False


def server_handler() -> logging.Handler:
    """Return the handler of the process that starts the workers: see uvicorn.json."""
    return log_handler("json" if os.environ.get("LOG_FORMAT") == "json" else "text")


def _take_over(name: str, level: str) -> None:
    """Let a logger that uvicorn has configured use the handler of the root logger."""
    logger = logging.getLogger(name)
    logger.handlers = []
    logger.propagate = True
    logger.setLevel(level)
