"""Sessions outside of requests, for commands and scripts.

A script also imports `app.tables`, which imports all models: they refer to each other
by name.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.config.settings import get_pool_settings, get_settings
from app.db.engine import create_engine, create_session_maker
from app.db.session import SessionMaker
from app.db.transactions import UnitOfWork, run_in_transaction

ResultT = TypeVar("ResultT")


def run_script(script: Callable[[SessionMaker], ResultT]) -> ResultT:
    """Run `script` with a session maker, on a dedicated engine."""
    engine = create_engine(get_settings(), get_pool_settings())
    try:
        return script(create_session_maker(engine))
    finally:
        engine.dispose()


def run_in_script(work: UnitOfWork[ResultT]) -> ResultT:
    """Run `work` in one transaction, on a dedicated engine."""
    return run_script(partial(run_in_transaction, work=work))
