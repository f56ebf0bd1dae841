"""Runs what works on the database from the command line."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import sessionmaker

from app.config import get_pool_settings, get_settings
from app.database import create_engine
from app.session import Session
from app.work import Sessions

ResultT = TypeVar("ResultT")


def run_script(script: Callable[[Sessions], ResultT]) -> ResultT:
    """Give the script sessions, on an engine of its own."""
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        return script(sessionmaker(engine, class_=Session))
    finally:
        engine.dispose()
