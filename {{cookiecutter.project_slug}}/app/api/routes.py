"""Names of routes, for the log."""

from starlette.routing import BaseRoute
from starlette.types import Scope

UNMATCHED = "(no route)"


def route_name(scope: Scope) -> str:
    """Return the method and path of the route, such as `GET /invoices/{invoice_id}`.

    Unlike the path of the request, it contains nothing that a client chose.
    """
    return f"{scope.get('method', 'WEBSOCKET')} {route_path(scope)}"


def route_path(scope: Scope) -> str:
    """Return the path of the route, with the prefixes of all routers."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    route = included or scope.get("route") or _documentation(scope)
    return getattr(route, "path", UNMATCHED)


def _documentation(scope: Scope) -> BaseRoute | None:
    """Return the route of /docs, for example, which only has an endpoint."""
    if "endpoint" not in scope:
        return None
    found = (
        route
        for route in scope["app"].routes
        if getattr(route, "endpoint", None) is scope["endpoint"]
    )
    return next(found, None)
