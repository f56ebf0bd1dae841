"""The log: every line that a request causes carries the request's id.

The id comes from the header X-Request-ID, if a proxy set one, and goes back in it.
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
    # The root is left to whoever runs the service; uvicorn has loggers of its own.
    "loggers": {"app": {"handlers": ["stderr"], "level": "INFO"}},
}


def configure_logs() -> None:
    dictConfig(CONFIGURATION)
