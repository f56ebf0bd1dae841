"""Runs a piece of work of a script as a request would: in one transaction."""

from collections.abc import Callable
from typing import TypeVar

from app.config import get_pool_settings, get_settings
from app.database import create_engine
from app.session import Session

ResultT = TypeVar("ResultT")


def in_transaction(work: Callable[[Session], ResultT]) -> ResultT:
    """Commit when the work is done, or roll back if it fails."""
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        with Session(engine) as session, session.begin():
            return work(session)
    finally:
        engine.dispose()
