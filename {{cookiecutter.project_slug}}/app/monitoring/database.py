"""Metrics of connections, transactions and retries, from events of SQLAlchemy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from prometheus_client import Counter, Gauge
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

from app.db import transactions
from app.db.errors import sqlstate
from app.db.session import SyncSession

OPEN = Gauge(
    "db_connections",
    "Connections to the database, idle ones included.",
    ["pool"],
    multiprocess_mode="livesum",
)
IN_USE = Gauge(
    "db_connections_in_use",
    "Connections to the database that are in use.",
    ["pool"],
    multiprocess_mode="livesum",
)
TRANSACTIONS = Counter(
    "db_transactions_total",
    "Transactions that have ended, without those that only read.",
    ["outcome"],
)
RETRIES = Counter(
    "db_retries_total",
    "Transactions that were repeated, by the SQLSTATE of the error.",
    ["sqlstate"],
)

COMMITTED, ROLLED_BACK = "committed", "rolled_back"

# The key in the dictionary `info` of a session.
OUTCOME = "outcome of the transaction"


@contextmanager
def observe_database(state: Any) -> Iterator[None]:
    """Observe the engines of an application, and what its sessions commit."""
    engine = _engine(state.session_maker)
    observe_connections(engine, "write")
    observe_connections(_engine(state.read_session_maker), "read")
    # {% if cookiecutter.pool_profile == "replicas" %}
    if hasattr(state, "replicas"):
        observe_connections(state.replicas.engine, "replica")
    # {% endif %}
    with _count_transactions(engine):
        yield


@contextmanager
def count_retries() -> Iterator[None]:
    transactions.on_retry.append(_count_retry)
    yield
    transactions.on_retry.remove(_count_retry)


def observe_connections(engine: Engine, pool: str) -> None:
    """Count the connections of an engine."""
    opened, in_use = Members(OPEN.labels(pool)), Members(IN_USE.labels(pool))
    # Not at "connect": the start of the application has opened one before.
    event.listen(engine, "checkout", opened.add)
    event.listen(engine, "close", opened.remove)
    event.listen(engine, "checkout", in_use.add)
    event.listen(engine, "checkin", in_use.remove)


class Members:
    """Counts records of a pool. It may hear twice that one of them was removed."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._ids: set[int] = set()
        self._lock = Lock()
        gauge.set(0)

    def add(self, _connection: Any, record: Any, *_: Any) -> None:
        with self._lock:
            self._ids.add(id(record))
            self._gauge.set(len(self._ids))

    def remove(self, _connection: Any, record: Any) -> None:
        with self._lock:
            self._ids.discard(id(record))
            self._gauge.set(len(self._ids))


@contextmanager
def _count_transactions(engine: Engine) -> Iterator[None]:
    """Count the transactions of sessions on this engine.

    An event of the engine comes before the COMMIT, which may still fail.
    """

    def begin(session: Session, _: SessionTransaction, connection: Connection) -> None:
        if connection.engine is engine:
            session.info[OUTCOME] = ROLLED_BACK

    def commit(session: Session) -> None:
        if OUTCOME in session.info and not session.in_nested_transaction():
            session.info[OUTCOME] = COMMITTED

    def end(session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and OUTCOME in session.info:
            TRANSACTIONS.labels(session.info.pop(OUTCOME)).inc()

    listeners: dict[str, Callable[..., None]] = {
        "after_begin": begin,
        "after_commit": commit,
        "after_transaction_end": end,
    }
    for name, listener in listeners.items():
        event.listen(SyncSession, name, listener)
    yield
    for name, listener in listeners.items():
        event.remove(SyncSession, name, listener)


def _count_retry(error: DBAPIError) -> None:
    RETRIES.labels(sqlstate(error)).inc()


def _engine(session_maker: Any) -> Engine:
    bind = session_maker.kw["bind"]
    engine: Engine = getattr(bind, "sync_engine", bind)
    return engine
