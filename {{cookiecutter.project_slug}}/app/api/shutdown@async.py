"""What happens when the process is told to end."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# Python waits for all threads before it exits.
THREADS_SECONDS = 1.0


@contextmanager
def delayed_shutdown(stop: Callable[[], None], delay: float) -> Iterator[None]:
    """On SIGTERM, call `stop` at once, and let the server end after `delay` seconds.

    In between, load balancers notice that the service is not ready any more. The server
    ends as after Ctrl-C: it finishes its requests, and exits with status 0. SIGTERM
    after Ctrl-C, as uvicorn sends it when it reloads, changes nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    loop = asyncio.get_running_loop()
    is_ending = is_interrupted = False
    interrupt_server = signal.getsignal(signal.SIGINT)

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal is_interrupted
        is_interrupted = True
        if callable(interrupt_server):
            interrupt_server(number, frame)

    def end_later(*_arguments: object) -> None:
        nonlocal is_ending
        if not is_ending:
            is_ending = True
            stop()
            loop.call_soon_threadsafe(loop.call_later, delay, end)

    def end() -> None:
        if not is_interrupted:  # a second interrupt would cancel the requests
            signal.raise_signal(signal.SIGINT)

    previous = signal.signal(signal.SIGTERM, end_later)
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
        signal.signal(signal.SIGINT, interrupt_server)
        if is_ending:
            _exit_soon()


def _exit_soon() -> None:
    """Exit although a thread may wait for a database that does not respond."""
    timer = threading.Timer(THREADS_SECONDS, os._exit, [0])
    timer.daemon = True
    timer.start()
