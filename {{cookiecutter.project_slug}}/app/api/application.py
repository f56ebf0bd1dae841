"""The class of the application."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from app.api.openapi import for_clients


class Application(FastAPI):
    """A FastAPI application with an OpenAPI document for generated clients.

    The outer middleware also gets the responses to unexpected errors, which pass none
    that is added with `add_middleware`.
    """

    def __init__(
        self, *, outer_middleware: Sequence[Middleware] = (), **options: Any
    ) -> None:
        super().__init__(**options)
        self.outer_middleware = outer_middleware

    def build_middleware_stack(self) -> ASGIApp:
        """Return the application inside all middleware."""
        app = super().build_middleware_stack()
        for factory, args, options in reversed(self.outer_middleware):
            app = factory(app, *args, **options)
        return app

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        return for_clients(super().openapi())
