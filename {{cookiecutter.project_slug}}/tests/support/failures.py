"""Functions that fail, to put in place of functions of the application."""

from typing import Any


def failing_with(error: Exception) -> Any:
    """Return a function that raises the error."""

    async def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail
