"""The instrumentation of the driver."""

from typing import Any

from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.trace import TracerProvider
from sqlalchemy import Pool, event


class ConnectionInstrumentor:
    """Makes new connections send spans.

    `PsycopgInstrumentor.instrument` would replace their class, and so lose the time
    limits of app/db/driver.py.
    """

    def instrument(self, tracer_provider: TracerProvider) -> None:
        def instrument_connection(connection: Any, _record: object) -> None:
            PsycopgInstrumentor.instrument_connection(connection, tracer_provider)

        self._listener = instrument_connection
        event.listen(Pool, "connect", self._listener)

    def uninstrument(self) -> None:
        event.remove(Pool, "connect", self._listener)


def driver_instrumentor() -> ConnectionInstrumentor:
    """Return what makes the driver send spans."""
    return ConnectionInstrumentor()
