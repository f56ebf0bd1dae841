"""Metrics of requests, by the path of the route, such as /items/{item_id}."""

from http import HTTPMethod
from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.routes import route_path

REQUESTS = Counter(
    "http_requests_total",
    "Requests that have ended.",
    ["method", "route", "status"],
)
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time until the last byte of the response was sent.",
    ["method", "route"],
)

# Clients choose methods and paths: other ones would add a series of metrics each.
METHODS = frozenset(HTTPMethod)
OTHER = "OTHER"


class RequestMetrics:
    """Counts requests, and measures how long they take."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, status = perf_counter(), 500  # of an error that no middleware sees

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            method = scope["method"] if scope["method"] in METHODS else OTHER
            route = route_path(scope)
            REQUESTS.labels(method, route, status).inc()
            DURATION.labels(method, route).observe(perf_counter() - start)
