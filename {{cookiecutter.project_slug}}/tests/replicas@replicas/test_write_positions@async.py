"""The middleware, for what only an ASGI server sends."""

import asyncio
from typing import Any

from app.api.write_positions import PositionMiddleware


def test_the_lifespan_is_passed_on() -> None:
    seen: list[str] = []

    async def app(scope: Any, *_: Any) -> None:
        seen.append(scope["type"])

    nothing: Any = None
    asyncio.run(PositionMiddleware(app)({"type": "lifespan"}, nothing, nothing))

    assert seen == ["lifespan"]
