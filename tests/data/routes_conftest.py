"""Runs the tests of an async service's routes against a sync one.

Those that ask for nothing but a client say how the service behaves; the others look
into it, and are left to the service's own suite.
"""

import inspect
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app import session

# Tests that look into the service name it at the top of their modules.
session.__dict__.setdefault("AsyncSession", session.__dict__.get("Session"))


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    items[:] = [item for item in items if asks_for(item) == {"client"}]


def asks_for(item: pytest.Function) -> set[str]:
    parameters: dict[str, Any] = item.callspec.params if "[" in item.name else {}
    return set(inspect.signature(item.function).parameters) - set(parameters)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def started(whole_app: FastAPI) -> AsyncIterator[None]:
    async with whole_app.router.lifespan_context(whole_app):
        yield


@pytest.fixture
async def client(started: None, app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
