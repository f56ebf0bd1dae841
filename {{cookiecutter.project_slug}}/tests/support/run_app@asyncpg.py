"""Runs an application with its lifespan, as a server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient


@asynccontextmanager
async def run_app(app: FastAPI, *, raises: bool = True) -> AsyncIterator[AsyncClient]:
    """Start the application, yield a client, and shut the application down.

    An unexpected error is raised in the test, or is only a response with status 500.
    """
    transport = ASGITransport(app, raise_app_exceptions=raises)
    client = AsyncClient(transport=transport, base_url="http://test")
    async with app.router.lifespan_context(app), client:
        yield client
