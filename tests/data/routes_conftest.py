"""Runs the tests of an async service's routes against a sync one.

Only tests that use nothing but a client are run: they test how the service behaves. The
others test its code, and run in the service's own suite.
"""

import inspect
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.db import session

# Test modules import it, also those with tests that are not run.
for name in ("Session", "SessionMaker"):
    session.__dict__.setdefault(f"Async{name}", session.__dict__.get(name))


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    items[:] = [item for item in items if asks_for(item) == {"client"}]


def asks_for(item: pytest.Function) -> set[str]:
    parameters: dict[str, Any] = item.callspec.params if "[" in item.name else {}
    return set(inspect.signature(item.function).parameters) - set(parameters)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def started(shared_app: FastAPI) -> AsyncIterator[None]:
    async with shared_app.router.lifespan_context(shared_app):
        yield


@pytest.fixture
async def client(started: None, app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
