"""A limit of the size of request bodies."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimitMiddleware:
    """Rejects a body that is too large with a 413, before it is read whole.

    FastAPI's `max_body_size` responds with plain text, not with problem details.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self._limited(scope, receive)
        await self.app(scope, receive, send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Return a function that receives the body, and raises the 413.

        It is called where the route reads the body, so the error handlers see the
        exception.
        """
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            self._check(received or _declared_bytes(scope))
            message = await receive()
            received += len(message.get("body", b""))
            self._check(received)
            return message

        return receive_within_limit

    def _check(self, size: int) -> None:
        if size > self.max_bytes:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The request body is larger than {self.max_bytes} bytes.",
                # So that the server does not receive the rest of the body.
                {"Connection": "close"},
            )


def _declared_bytes(scope: Scope) -> int:
    # The server has checked that it is a number.
    return int(dict(scope["headers"]).get(b"content-length", 0))
