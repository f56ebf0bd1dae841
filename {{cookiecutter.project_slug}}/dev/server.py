"""The application as `python -m dev.run` serves it."""

import multiprocessing
import os
import signal
import threading

from fastapi import FastAPI

from app import main


def create_app() -> FastAPI:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return main.create_app()


def _end_with_parent() -> None:
    """The reloader ends its server, unless it is killed itself."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
