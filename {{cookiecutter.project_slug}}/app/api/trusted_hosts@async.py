"""The names under which clients may reach the service."""

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send


class HostsMiddleware(TrustedHostMiddleware):
    """Responds with a 400 to other names, except to health checks.

    Container platforms send those to the address of the container.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_check = scope.get("path", "").startswith("/health")
        target = self.app if is_check else super().__call__
        await target(scope, receive, send)
