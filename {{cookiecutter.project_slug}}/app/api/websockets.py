"""What closes a WebSocket after an error."""

from http import HTTPStatus

from fastapi.requests import HTTPConnection
from starlette import status
from starlette.websockets import WebSocket, WebSocketClose, WebSocketState

MAX_REASON_BYTES = 123


def is_accepted(connection: HTTPConnection) -> bool:
    """Whether it is a WebSocket after its handshake, which can get no response."""
    return (
        isinstance(connection, WebSocket)
        and connection.application_state is not WebSocketState.CONNECTING
    )


def closing(problem: HTTPStatus, detail: str) -> WebSocketClose:
    """Return the end of a WebSocket, with the detail of a problem as the reason."""
    code = (
        status.WS_1013_TRY_AGAIN_LATER
        if problem is HTTPStatus.SERVICE_UNAVAILABLE
        else status.WS_1008_POLICY_VIOLATION
    )
    reason = detail.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
    return WebSocketClose(code, reason)
