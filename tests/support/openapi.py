"""The OpenAPI documents of baked projects, and how two of them differ."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.project_commands import child_environment
from support.speed import OpenAPIServer, openapi_server

MAX_VALUE = 60
"""Characters shown of a value."""


@contextmanager
def openapi_documents(environment: Path, project: Path) -> Iterator[OpenAPIServer]:
    """Yield the source of documents for projects with this one's dependencies."""
    variables = child_environment(
        DATABASE_URL="postgresql://nobody@localhost/nothing",
        PYTHONDONTWRITEBYTECODE=1,
    )
    with openapi_server(environment / "bin" / "python", project, variables) as server:
        yield server


def differences(actual: object, expected: object, limit: int = 5) -> list[str]:
    """Return a line for each of the first places where two documents differ."""
    found = list(_differences((), actual, expected))
    more = len(found) - limit
    return found[:limit] + ([f"and {more} more"] if more > 0 else [])


def _differences(
    place: tuple[str, ...], actual: object, expected: object
) -> Iterator[str]:
    if isinstance(actual, dict) and isinstance(expected, dict):
        yield from _differences_of_objects(place, actual, expected)
    elif isinstance(actual, list) and isinstance(expected, list):
        if len(actual) == len(expected):
            for n, pair in enumerate(zip(actual, expected, strict=True)):
                yield from _differences((*place, str(n)), *pair)
        else:
            yield _line(place, f"{_short(actual)} instead of {_short(expected)}")
    elif type(actual) is not type(expected) or actual != expected:
        yield _line(place, f"{_short(actual)} instead of {_short(expected)}")


def _differences_of_objects(
    place: tuple[str, ...], actual: dict[str, Any], expected: dict[str, Any]
) -> Iterator[str]:
    if added := [key for key in actual if key not in expected]:
        yield _line(place, f"has also {', '.join(added)}")
    if missing := [key for key in expected if key not in actual]:
        yield _line(place, f"lacks {', '.join(missing)}")
    common = [key for key in actual if key in expected]
    if common != [key for key in expected if key in actual]:
        yield _line(place, f"has its keys in another order: {', '.join(common)}")
    for key in common:
        yield from _differences((*place, key), actual[key], expected[key])


def _line(place: tuple[str, ...], text: str) -> str:
    return f"{' > '.join(place) or 'the document'}: {text}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}..."
