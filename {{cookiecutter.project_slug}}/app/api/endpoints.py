"""Which endpoints may have the session of a request."""

from collections.abc import Callable
from functools import cache
from inspect import isasyncgenfunction, isgeneratorfunction

from fastapi.requests import HTTPConnection

ADVICE = "take a RunInTransactionDep (app/api/transactions.py)"


def check_endpoint(connection: HTTPConnection) -> None:
    """Raise RuntimeError if the endpoint cannot have the session of a request.

    A WebSocket would hold a connection for as long as it is open. A generator endpoint
    only begins to run after the session has ended.
    """
    endpoint = connection.scope["endpoint"]
    if connection.scope["type"] == "websocket":
        raise RuntimeError(f"{endpoint.__name__} is a WebSocket: {ADVICE}")
    if _is_generator(endpoint):
        raise RuntimeError(f"{endpoint.__name__} is a generator: {ADVICE}")


@cache
def _is_generator(endpoint: Callable[..., object]) -> bool:
    return isgeneratorfunction(endpoint) or isasyncgenfunction(endpoint)
