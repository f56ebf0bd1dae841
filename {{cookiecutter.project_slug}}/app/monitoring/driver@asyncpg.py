"""The instrumentation of the driver."""

from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor


def driver_instrumentor() -> AsyncPGInstrumentor:
    """Return what makes the driver's functions send spans."""
    return AsyncPGInstrumentor()  # type: ignore[no-untyped-call]
