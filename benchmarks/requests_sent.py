"""The three requests that all services answer with the same rows and JSON."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

USERS = 100


@dataclass(frozen=True)
class Request:
    """A request. `{id}` stands for an id from 1 to 100, `{n}` for a running number."""

    key: str
    title: str
    method: str
    path: str
    body: str = ""

    def path_of(self, n: int) -> str:
        return filled(self.path, n)

    def body_of(self, n: int) -> str | None:
        return filled(self.body, n) or None


def filled(text: str, n: int) -> str:
    return text.replace("{id}", str(n % USERS + 1)).replace("{n}", str(n))


READ = Request("read", "a user with team and projects", "GET", "/users/{id}")
LIST = Request("list", "a list of 20 users", "GET", "/users")
CREATE = Request(
    "create",
    "create a project",
    "POST",
    "/projects",
    '{"name": "New {n}", "description": "A project", "status": "active"}',
)
REQUESTS = {request.key: request for request in (READ, LIST, CREATE)}


class Client:
    """Sends one request after the other on one connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.sent = 0

    def get(self, path: str) -> Any:
        return self._json("GET", path, None)

    def send(self, request: Request, times: int = 1) -> Any:
        """Send a request some times, and return the last answer."""
        answer = None
        for _ in range(times):
            self.sent += 1
            n = self.sent
            answer = self._json(request.method, request.path_of(n), request.body_of(n))
        return answer

    def close(self) -> None:
        self.connection.close()

    def _json(self, method: str, path: str, body: str | None) -> Any:
        headers = {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:300]!r}")
        return json.loads(content)
