"""Runs an application with its lifespan, as a server does."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client


@contextmanager
def run_app(app: FastAPI, *, raises: bool = True) -> Iterator[Client]:
    """Start the application, yield a client, and shut the application down.

    An unexpected error is raised in the test, or is only a response with status 500.
    """
    with TestClient(app, "http://test", raise_server_exceptions=raises) as client:
        yield client
