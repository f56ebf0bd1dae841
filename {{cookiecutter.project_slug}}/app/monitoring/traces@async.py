"""Traces, sent with OTLP over HTTP: spans of each request and of its statements.

FastAPI makes the spans of a request. The variables of OpenTelemetry apply, such as
OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_TRACES_SAMPLER.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import APIRouter, FastAPI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import (
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from app.db.engine_options import APPLICATION_NAME
from app.monitoring.driver import driver_instrumentor
from app.monitoring.spans import SafeExporter

FLUSH_SECONDS = 1.0


def add_traces(app: FastAPI) -> None:
    """Send spans, from now until the application has shut down."""
    # The names of attributes that FastAPI's spans have, too.
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "database,http")
    provider = TracerProvider(resource=resource(app.version), shutdown_on_exit=False)
    exporter = SafeExporter(OTLPSpanExporter())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    driver = driver_instrumentor()
    driver.instrument(tracer_provider=provider)

    @asynccontextmanager
    async def flush_at_shutdown(_app: FastAPI) -> AsyncIterator[None]:
        yield
        driver.uninstrument()
        # A thread that the end of the process does not wait for.
        flush = Thread(target=provider.shutdown, daemon=True)
        flush.start()
        await asyncio.to_thread(flush.join, FLUSH_SECONDS)

    app.include_router(APIRouter(lifespan=flush_at_shutdown))


def resource(version: str) -> Resource:
    """Return what all spans have; the environment overrides the name."""
    default = {SERVICE_NAME: APPLICATION_NAME, SERVICE_VERSION: version}
    return Resource.create(default).merge(OTELResourceDetector().detect())
