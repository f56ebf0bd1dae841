"""Which requests are counted, and by which path."""

import asyncio
from typing import Any

from fastapi import FastAPI

from app.monitoring.requests import RequestMetrics, path_of_route


def test_a_websocket_is_no_request() -> None:
    seen: list[Any] = []

    async def app(*arguments: Any) -> None:
        seen.append(arguments)

    receive: Any = object()
    send: Any = object()
    scope = {"type": "websocket"}

    asyncio.run(RequestMetrics(app)(scope, receive, send))

    assert seen == [(scope, receive, send)]


def test_a_mounted_application_has_no_path() -> None:
    """Its own paths would need its own routes: an endpoint of another one."""
    scope = {"app": FastAPI(), "endpoint": test_a_websocket_is_no_request}

    assert path_of_route(scope) == ""
