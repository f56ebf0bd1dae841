"""Metrics of requests, by the path of the route, such as /items/{item_id}."""

from collections import defaultdict
from functools import cache
from http import HTTPMethod
from time import perf_counter
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from prometheus_client import Counter, Histogram
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
NO_ROUTE = ""


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
            route = path_of_route(scope)
            REQUESTS.labels(method, route, status).inc()
            DURATION.labels(method, route).observe(perf_counter() - start)


def path_of_route(scope: Scope) -> str:
    """Return the path of the route that was found, with the prefixes of its routers."""
    if "endpoint" not in scope:
        return NO_ROUTE
    routes = _routes_by_endpoint(scope["app"]).get(scope["endpoint"], [])
    if len(routes) > 1:
        routes = [each for each in routes if each.matches(scope)[0] != Match.NONE]
    return next((f"{each.path_format}" for each in routes), NO_ROUTE)


@cache
def _routes_by_endpoint(app: FastAPI) -> dict[Any, list[RouteContext]]:
    routes = defaultdict(list)
    for route in iter_route_contexts(app.routes):
        routes[route.endpoint].append(route)
    return routes
