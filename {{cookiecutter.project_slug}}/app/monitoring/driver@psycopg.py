"""The instrumentation of the driver."""

from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor


def driver_instrumentor() -> PsycopgInstrumentor:
    """Return what makes the driver's functions send spans."""
    return PsycopgInstrumentor()
