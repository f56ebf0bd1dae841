"""Which endpoints may have the session of a request."""

from inspect import isasyncgenfunction, isgeneratorfunction

from fastapi.requests import HTTPConnection

ADVICE = "take a RunInTransactionDep (app/api/transactions.py)"


def check_endpoint(connection: HTTPConnection) -> None:
    """Raise RuntimeError if a session would not end with the work of the endpoint.

    A WebSocket would occupy a connection as long as it is open. A generator endpoint
    begins to run when the session has ended.
    """
    endpoint = connection.scope["endpoint"]
    if connection.scope["type"] == "websocket":
        raise RuntimeError(f"{endpoint.__name__} is a WebSocket: {ADVICE}")
    if isgeneratorfunction(endpoint) or isasyncgenfunction(endpoint):
        raise RuntimeError(f"{endpoint.__name__} is a generator: {ADVICE}")
