"""Units of work that are retried, after a deadlock for example.

The transaction of a request is in app/api/session.py.
"""

import logging
import random
from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy.exc import DBAPIError

from app.db.concurrency import sleep
from app.db.errors import is_retryable
from app.db.session import AsyncSession, AsyncSessionMaker

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)

MAX_BACKOFF_SECONDS = 0.05

# Functions to call with the error before each new attempt.
on_retry: list[Callable[[DBAPIError], None]] = []


class UnitOfWork(Protocol[ResultT_co]):
    """A function that does all its work on the session it is given."""

    async def __call__(self, session: AsyncSession, /) -> ResultT_co: ...


async def run_in_transaction(
    session_maker: AsyncSessionMaker, work: UnitOfWork[ResultT], attempts: int = 3
) -> ResultT:
    """Run `work` in its own transaction, and commit.

    After a deadlock, a serialization failure, or if a migration has changed a column,
    the transaction is rolled back. `work` then runs again on a new session, so it must
    not keep state between attempts. Raises the error of the last attempt.
    https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
    """
    for attempt in range(1, attempts):
        try:
            return await _attempt(session_maker, work)
        except DBAPIError as error:
            if not is_retryable(error):
                raise
            logger.info("attempt %d of %d: %s", attempt, attempts, error.orig)
            for listener in on_retry:
                listener(error)
        # A random pause (jitter), so that two transactions do not conflict again.
        await sleep(random.uniform(0, MAX_BACKOFF_SECONDS * 2**attempt))  # noqa: S311
    return await _attempt(session_maker, work)


async def _attempt(
    session_maker: AsyncSessionMaker,
    work: UnitOfWork[ResultT],
) -> ResultT:
    async with session_maker.begin() as session:
        return await work(session)
