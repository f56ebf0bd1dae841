"""Whether the service can take requests."""

import asyncio
from collections.abc import Awaitable, Callable, Set

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.db.revisions import Revisions, known_revisions
from app.errors import UnavailableError

SECONDS = 1.0

STOPPING = "The service is shutting down."
NO_DATABASE = "The database is unavailable."
NO_RESPONSE = f"The database did not respond within {SECONDS:g} s."
NOT_MIGRATED = "The database lacks migrations: run `alembic upgrade head`."


class Readiness:
    """Checks on a connection of its own: a busy pool does not make it fail.

    Several checks at a time share one query. A query that takes long continues after
    its check has failed, so that a later check can find the connection open.
    """

    def __init__(self, applied_revisions: Callable[[], Awaitable[Set[str]]]) -> None:
        self.is_stopping = False
        self._applied_revisions = applied_revisions
        self._known: Revisions | None = None
        self._check: asyncio.Future[Set[str]] | None = None

    def stop(self) -> None:
        """Say from now on that the service is shutting down."""
        self.is_stopping = True

    async def problem(self) -> str:
        """Return what is wrong, or ""."""
        if self.is_stopping:
            return STOPPING
        if self._known is None:
            self._known = await asyncio.to_thread(known_revisions)
        if self._check is None or self._check.done():
            self._check = asyncio.ensure_future(self._applied_revisions())
        try:
            async with asyncio.timeout(SECONDS):
                applied = await asyncio.shield(self._check)
        except TimeoutError:
            return NO_RESPONSE
        except (UnavailableError, DBAPIError, PoolTimeoutError):
            return NO_DATABASE
        return "" if self._known.are_applied(applied) else NOT_MIGRATED
