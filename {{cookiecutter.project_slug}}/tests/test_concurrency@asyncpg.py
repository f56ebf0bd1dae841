"""More clients at once than a pool has connections."""

import asyncio

from httpx2 import ASGITransport, AsyncClient

from app.config import Settings
from app.main import create_app

CLIENTS = 30


async def test_all_are_served(settings: Settings) -> None:
    app = create_app()
    transport = ASGITransport(app)

    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        requests = (client.get("/users") for _ in range(CLIENTS))
        responses = await asyncio.gather(*requests)

    assert [response.status_code for response in responses] == [200] * CLIENTS
