"""Runs an application with its lifespan, as a server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient


@asynccontextmanager
async def run_app(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Start the application, yield a client, and shut the application down."""
    client = AsyncClient(transport=ASGITransport(app), base_url="http://test")
    async with app.router.lifespan_context(app), client:
        yield client
