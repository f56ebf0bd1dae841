"""Runs an application with its lifespan, as a server does."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client


@contextmanager
def run_app(app: FastAPI) -> Iterator[Client]:
    """Start the application, yield a client, and shut the application down."""
    with TestClient(app, base_url="http://test") as client:
        yield client
