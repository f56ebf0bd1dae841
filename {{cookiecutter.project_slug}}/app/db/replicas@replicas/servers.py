"""The replicas: whether they can be reached, and whether they are recent."""

import logging
import random
import time
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.db.replicas.positions import current_position

logger = logging.getLogger(__name__)

# For how long replicas are passed over after no connection to one could be opened.
AWAY_SECONDS = 5.0

# The key in the dictionary `info` of a connection.
REPLAYED = "replayed"


class Replicas:
    """The replicas of the primary, which one engine connects to.

    With several hosts, each connection leads to any of them, and stays there. So what a
    server has replayed is known for each connection, unless a transaction pooler is in
    between.
    """

    def __init__(self, engine: Engine, *, transaction_pooler: bool) -> None:
        self.engine = engine
        self._remembers = not transaction_pooler
        self._away_until = 0.0
        # Positions of the primary, the last one and the one before.
        self.latest = 0
        self._oldest = 0
        event.listen(engine, "do_connect", _shuffle_hosts, insert=True)

    def may_respond(self) -> bool:
        """Whether to try a replica.

        After some seconds, one request tries whether they are back; others pass them
        over until it has succeeded.
        """
        now = time.monotonic()
        if now < self._away_until:
            return False
        if self._away_until:
            self._away_until = now + AWAY_SECONDS
        return True

    def have_responded(self) -> None:
        """Try them again with every request."""
        self._away_until = 0.0

    def pass_over(self, error: Exception) -> None:
        """Read from the primary for some seconds."""
        logger.warning("replicas are passed over for %g s: %s", AWAY_SECONDS, error)
        self._away_until = time.monotonic() + AWAY_SECONDS

    def expect(self, position: int) -> None:
        """Serve nothing older than the position of the call before.

        It is called with the position of the primary, at regular intervals.
        """
        self._oldest, self.latest = self.latest or position, position

    def are_recent(self, connection: Connection, required: int) -> bool:
        """Whether the server at the other end has replayed to the position required."""
        wanted = max(required, self._oldest)
        if wanted <= connection.info.get(REPLAYED, 0):
            return True
        replayed = current_position(connection)
        if self._remembers:
            connection.info[REPLAYED] = replayed
        return wanted <= replayed


def _shuffle_hosts(
    _dialect: object, _record: object, _arguments: object, options: dict[str, Any]
) -> None:
    """Connect to the hosts in any order: each serves a part of the requests.

    One driver takes lists, the other one texts with commas.
    """
    hosts, ports = options.get("host"), options.get("port")
    if isinstance(hosts, list) and isinstance(ports, list):
        options["host"], options["port"] = _shuffled(hosts, ports)
    elif isinstance(hosts, str) and isinstance(ports, str) and "," in hosts:
        names, numbers = _shuffled(hosts.split(","), ports.split(","))
        options["host"], options["port"] = ",".join(names), ",".join(numbers)


def _shuffled(hosts: list[Any], ports: list[Any]) -> tuple[list[Any], list[Any]]:
    pairs = list(zip(hosts, ports, strict=True))
    random.shuffle(pairs)
    return [host for host, _ in pairs], [port for _, port in pairs]
