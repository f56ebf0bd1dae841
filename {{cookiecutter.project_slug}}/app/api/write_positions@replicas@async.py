"""Read your writes: a client sends the position of its last change with its reads.

It gets the position as a cookie and as a header, and sends back either of them.
"""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db.replicas.positions import (
    ClientPosition,
    client_position,
    format_position,
    parse_position,
)

HEADER = "X-Read-After"
COOKIE = "read_after"

# Longer than the longest REPLICA_MAX_LAG: after that, each replica has the change.
COOKIE_SECONDS = 120


class PositionMiddleware:
    """Gives each request its position, and each response the one that was reached."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        position = ClientPosition(required_position(HTTPConnection(scope)))
        client_position.set(position)

        async def send_with_position(message: Message) -> None:
            if message["type"] == "http.response.start" and position.reached:
                is_https = scope["scheme"] == "https"
                _add_position(message, format_position(position.reached), is_https)
            await send(message)

        await self.app(scope, receive, send_with_position)


def required_position(connection: HTTPConnection) -> int | None:
    """Return the later position of header and cookie; None if neither has one."""
    texts = (connection.headers.get(HEADER, ""), connection.cookies.get(COOKIE, ""))
    positions = map(parse_position, texts)
    return max((each for each in positions if each is not None), default=None)


def _add_position(response: Message, position: str, is_https: bool) -> None:
    cookie = f"{COOKIE}={position}; Max-Age={COOKIE_SECONDS}; Path=/"
    secure = "; Secure" if is_https else ""
    headers = MutableHeaders(scope=response)
    headers[HEADER] = position
    headers.append("Set-Cookie", f"{cookie}; HttpOnly; SameSite=Lax{secure}")
