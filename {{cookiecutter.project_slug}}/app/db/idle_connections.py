"""Connections that were lost while they were idle in the pool.

A connection that the server has closed can be read from, as otherwise only one with an
unfinished statement. This is checked whenever a connection is taken from the pool,
since it sends nothing. A firewall drops idle connections without a word, so those that
were idle for long are also pinged: that is a round trip to the server.
"""

import logging
import select
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

from app.config.settings import PoolSettings
from app.db.driver import file_number, ping

logger = logging.getLogger(__name__)

# The key in the dictionary `info` of a connection record of the pool.
IDLE_SINCE = "idle since"


def check_idle_connections(engine: Engine, pool: PoolSettings) -> None:
    """Replace lost connections, before a session gets them.

    A connection that does not respond to a ping within the connect timeout is lost.
    """
    event.listen(engine, "checkin", _remember_time)
    event.listen(engine, "checkout", _checker(pool))


def _remember_time(_connection: Any, record: Any) -> None:
    record.info[IDLE_SINCE] = time.monotonic()


def _checker(pool: PoolSettings) -> Callable[[Any, Any, Any], None]:
    def check(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get(IDLE_SINCE)
        if since is None:  # it is new
            return
        is_recent = time.monotonic() - since < pool.pool_ping_after
        number = file_number(connection)
        if is_recent and number >= 0 and not _has_data(number):
            return
        try:
            ping(connection, pool.connect_timeout)
        except Exception as error:  # each driver has many for a lost connection
            logger.info("replacing the idle connections: %r", error)
            raise InvalidatePoolError from error

    return check


def _has_data(number: int) -> bool:
    """Return whether a socket can be read from: its data, its end, or an error."""
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))
