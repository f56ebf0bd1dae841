"""Several things at once, and the point at which they meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


class Meeting:
    """Nobody goes on before all have come."""

    def __init__(self, parties: int) -> None:
        self.barrier = Barrier(parties, timeout=30)

    def wait(self) -> None:
        self.barrier.wait()


def together(
    function: Callable[..., Any], arguments: list[tuple[Any, ...]]
) -> list[Any]:
    """Call the function with all the arguments at once, and return what it returns."""
    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(lambda each: function(*each), arguments))
