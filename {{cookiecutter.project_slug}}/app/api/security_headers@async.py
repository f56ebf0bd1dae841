"""Response headers that tell browsers what not to do."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page of another site can neither frame a response nor guess another content type.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeadersMiddleware:
    """Adds the headers to each response; with seconds, Strict-Transport-Security."""

    def __init__(self, app: ASGIApp, hsts_seconds: int) -> None:
        self.app = app
        headers = dict(HEADERS)
        if hsts_seconds:
            headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}"
        self.headers = [
            (name.lower().encode(), value.encode()) for name, value in headers.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)
