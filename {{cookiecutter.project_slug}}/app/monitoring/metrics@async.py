"""Metrics in Prometheus' format, at /metrics."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.monitoring.database import count_retries, observe_database
from app.monitoring.requests import RequestMetrics
from app.monitoring.slots import measure_slots
from app.monitoring.workers import collect, forget_worker, forget_workers_that_ended


def add_metrics(app: FastAPI) -> None:
    """Add the route and the middleware, and observe the database while it runs."""
    app.add_middleware(RequestMetrics)
    # The lifespan of a router is within that of the application.
    router = APIRouter(lifespan=_observe, include_in_schema=False)
    router.add_api_route("/metrics", get_metrics)
    app.include_router(router)


async def get_metrics() -> Response:
    """Return the metrics of all workers."""
    return Response(generate_latest(collect()), media_type=CONTENT_TYPE_LATEST)


@asynccontextmanager
async def _observe(app: FastAPI) -> AsyncIterator[None]:
    forget_workers_that_ended()
    measure_slots(app.state)
    with ExitStack() as stack:
        stack.enter_context(observe_database(app.state))
        stack.enter_context(count_retries())
        yield
    forget_worker()
