"""One line of the log per request.

It replaces uvicorn's access log, which contains the query string.
"""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.routes import route_path
from app.db.statement_times import measure_database_use

logger = logging.getLogger("app.requests")

CHECKS = ("/health", "/metrics")
CLIENT_CLOSED_REQUEST = 499  # nginx's number for a request without a response
LINE = "%s %s %d in %.1f ms; statements: %d in %.1f ms"
STATUS_OF_WEBSOCKETS = {"websocket.accept": 101, "websocket.close": 403}


class RequestLogMiddleware:
    """Logs method, route, status, time, and what the request did in the database.

    What monitoring asks for every few seconds is logged for debugging only.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        status = None

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if status is None:
                status = _status(message)
            await send(message)

        start = time.perf_counter()
        use = measure_database_use()
        try:
            await self.app(scope, receive, send_and_note)
        finally:
            fields = {
                "method": scope.get("method", "WEBSOCKET"),
                "route": route_path(scope),
                "status": status or CLIENT_CLOSED_REQUEST,
                "duration_ms": round((time.perf_counter() - start) * 1000, 1),
                "statements": use.statements,
                "database_ms": round(use.seconds * 1000, 1),
            }
            logger.log(_level(fields), LINE, *fields.values(), extra=fields)


def _status(message: Message) -> int | None:
    if message["type"] == "http.response.start":
        status: int = message["status"]
        return status
    return STATUS_OF_WEBSOCKETS.get(message["type"])


def _level(fields: dict[str, object]) -> int:
    is_check = str(fields["route"]).startswith(CHECKS)
    return logging.DEBUG if is_check and fields["status"] == 200 else logging.INFO
