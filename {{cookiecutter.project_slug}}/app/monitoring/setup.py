"""Turns on metrics and traces. What is off is not imported, and costs nothing."""

import logging
import os
from importlib import import_module

from fastapi import FastAPI

from app.config.settings import Settings

logger = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
EXPORTER = "OTEL_TRACES_EXPORTER"
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


def set_up_monitoring(app: FastAPI, settings: Settings) -> None:
    """Add what the settings and the environment turn on.

    Exits with a message if METRICS cannot be turned on. Traces are left out with a
    warning: a platform may set their variables for all its services.
    """
    if settings.metrics:
        if problem := _problem_of_metrics(settings):
            raise SystemExit(f"METRICS: {problem}")
        try:
            metrics = import_module("app.monitoring.metrics")
        except ModuleNotFoundError as error:
            raise SystemExit(f"METRICS: {_advice(error, 'metrics')}") from None
        metrics.add_metrics(app)
    if _are_traces_wanted():
        try:
            traces = import_module("app.monitoring.traces")
        except ModuleNotFoundError as error:
            logger.warning("no traces: %s", _advice(error, "otel"))
        else:
            traces.add_traces(app)


def _advice(error: ModuleNotFoundError, extra: str) -> str:
    return f"{error.name} is not installed: run `uv sync --extra {extra}`"


def _problem_of_metrics(settings: Settings) -> str | None:
    folder = os.environ.get(MULTIPROCESS)
    if folder is None and settings.web_concurrency > 1:
        return f"several workers need {MULTIPROCESS}, an empty folder"
    if folder is not None and not os.path.isdir(folder):  # noqa: PTH112
        return f"{MULTIPROCESS} is not a folder"
    return None


def _are_traces_wanted() -> bool:
    """Whether the variables of OpenTelemetry ask for traces with OTLP."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    default = "otlp" if any(map(os.environ.get, ENDPOINTS)) else "none"
    exporter = os.environ.get(EXPORTER) or default
    if exporter not in ("otlp", "none"):
        logger.warning("no traces: %s must be otlp or none", EXPORTER)
    return exporter == "otlp"
