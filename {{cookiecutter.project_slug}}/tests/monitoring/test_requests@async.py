"""Which requests are counted."""

import asyncio
from typing import Any

from app.monitoring.requests import RequestMetrics


def test_a_websocket_is_no_request() -> None:
    seen: list[Any] = []

    async def app(*arguments: Any) -> None:
        seen.append(arguments)

    receive: Any = object()
    send: Any = object()
    scope = {"type": "websocket"}

    asyncio.run(RequestMetrics(app)(scope, receive, send))

    assert seen == [(scope, receive, send)]
