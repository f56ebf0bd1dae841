"""Concurrent calls, and a barrier at which they wait for each other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Barrier:
    """Blocks each party until all parties have arrived."""

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties, timeout=30)

    def wait(self) -> None:
        self.barrier.wait()


def run_concurrently(
    function: Callable[..., Any], arguments: list[tuple[Any, ...]]
) -> list[Any]:
    """Call the function with each tuple of arguments at once; return the results."""
    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(lambda each: function(*each), arguments))
