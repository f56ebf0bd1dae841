"""What happens when the process is told to end."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def delayed_shutdown(stop: Callable[[], None], delay: float) -> Iterator[None]:
    """On SIGTERM, call `stop` at once, and let the server end after `delay` seconds.

    In between, load balancers notice that the service is not ready any more. The server
    ends as after Ctrl-C: it finishes its requests, and exits with status 0.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    loop = asyncio.get_running_loop()

    def end_later(*_arguments: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one changes nothing
        stop()
        loop.call_soon_threadsafe(
            loop.call_later, delay, signal.raise_signal, signal.SIGINT
        )

    previous = signal.signal(signal.SIGTERM, end_later)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
