"""Units of work that can be repeated, in requests and outside of them."""

import logging
import random
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from app.errors import is_collision
from app.work import Sessions, Work, sleep

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

LONGEST_PAUSE = 0.05


async def run_in_transaction(
    sessions: Sessions, work: Work[ResultT], attempts: int = 3
) -> ResultT:
    """Do all of the work in a transaction of its own, and commit it.

    When it collides with another transaction, by deadlock or because the two cannot
    be serialized, PostgreSQL undoes one of them: then the whole work is repeated, on a
    new session. So it must not keep anything from one attempt to the next. Raises what
    the last attempt raises.
    https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
    """
    for attempt in range(1, attempts):
        try:
            return await _attempt(sessions, work)
        except DBAPIError as error:
            if not is_collision(error):
                raise
            logger.info("attempt %d of %d: %s", attempt, attempts, error.orig)
        # Those who collided should not meet again, so each waits for a time of its own.
        await sleep(random.uniform(0, LONGEST_PAUSE * 2**attempt))  # noqa: S311
    return await _attempt(sessions, work)


async def _attempt(sessions: Sessions, work: Work[ResultT]) -> ResultT:
    async with sessions.begin() as session:
        return await work(session)
