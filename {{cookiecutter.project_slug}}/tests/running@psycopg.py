"""Runs an application as a server does: with its lifespan."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client


@contextmanager
def running(app: FastAPI) -> Iterator[Client]:
    """Give a client of the application, which runs until the end of the block."""
    with TestClient(app, base_url="http://test") as client:
        yield client
