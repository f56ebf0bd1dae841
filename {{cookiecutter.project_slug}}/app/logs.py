"""Logging: each line of a request carries the id of the request.

The id is the request's header X-Request-ID if that is a UUID, otherwise a new one. The
response has it in the same header.
"""

from logging.config import dictConfig

FORMAT = "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s: %(message)s"

CONFIGURATION = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {
            "()": "asgi_correlation_id.CorrelationIdFilter",
            "default_value": "-",
        }
    },
    "formatters": {"line": {"format": FORMAT}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    # Only the logger "app": uvicorn has its own loggers; the root logger is unchanged.
    "loggers": {"app": {"handlers": ["stderr"], "level": "INFO"}},
}


def configure_logs() -> None:
    dictConfig(CONFIGURATION)
