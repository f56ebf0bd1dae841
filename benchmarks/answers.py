"""Checks that all services answer with the same rows and JSON."""

from typing import Any

Answers = dict[str, dict[str, Any]]
"""By the name of the service and the key of the request."""


def different(answers: Answers) -> list[str]:
    """Return the answers that differ from those of the first service."""
    comparable = {
        f"{request} of {name}": (request, essence(request, answer))
        for name, by_request in answers.items()
        for request, answer in by_request.items()
    }
    first = dict(reversed(comparable.values()))
    return [
        place for place, (request, it) in comparable.items() if it != first[request]
    ]


def essence(request: str, answer: Any) -> Any:
    """Return what must be equal: without the page of a list, and without new values."""
    if request == "list":
        return answer["items"]
    if request == "create":
        return sorted(answer), answer["name"]
    return answer
