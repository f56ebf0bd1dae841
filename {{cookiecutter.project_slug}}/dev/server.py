"""The application that `python -m dev.run` serves."""

import multiprocessing
import os
import signal
import threading

from fastapi import FastAPI

from app import main


def create_app() -> FastAPI:
    """Return the service's application, which ends together with the reloader."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return main.create_app()


def _end_with_parent() -> None:
    """End when the reloader has ended: a killed reloader does not stop its server."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
