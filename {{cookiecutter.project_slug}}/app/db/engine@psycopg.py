"""The engine and the session maker."""

from contextlib import suppress
from math import ceil
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from app.config.settings import PoolSettings, Settings
from app.db.driver import TCP_OPTIONS, close_on_timeout, connector
from app.db.engine_options import (
    APPLICATION_NAME,
    MAX_CONNECTIONS,
    client_timeout,
    engine_arguments,
    register_listeners,
    startup_settings,
    warn_if_too_few_connections,
)
from app.db.read_session import ReadOnlySession
from app.db.session import Session, SessionMaker
from app.errors import UnavailableError


def create_engine(
    settings: Settings, pool: PoolSettings, *, read_only: bool = False
) -> Engine:
    """Create an engine. It connects when a session first needs a connection.

    Each engine has a pool of its own. With `read_only`, it is for sessions that only
    read.
    """
    server_settings = startup_settings(pool, read_only=read_only).items()
    connect_args: dict[str, Any] = {
        "application_name": APPLICATION_NAME,
        "client_encoding": "utf8",
        "connect_timeout": ceil(pool.connect_timeout),
        "options": " ".join(f"-c {name}={value}" for name, value in server_settings),
        **TCP_OPTIONS,
    }
    if pool.transaction_pooler:
        connect_args["prepare_threshold"] = None
    engine = sqlalchemy.create_engine(
        settings.database_url,
        connect_args=connect_args,
        **engine_arguments(settings, pool, read_only=read_only),
    )
    connect = connector(client_timeout(pool))
    register_listeners(engine, pool, connect, read_only=read_only)
    event.listen(engine, "handle_error", close_on_timeout)
    return engine


def create_session_maker(bind: Engine | Connection, **options: Any) -> SessionMaker:
    """Create the session maker.

    Its sessions keep objects readable after a commit, and raise an error if they are
    used after they were closed, such as by a background task.
    """
    fixed = {"expire_on_commit": False, "close_resets_only": False}
    return sessionmaker(bind, **{"class_": Session, **fixed, **options})


def create_read_session_maker(
    bind: Engine | Connection, **options: Any
) -> SessionMaker:
    """Create the session maker of sessions that only read."""
    return create_session_maker(bind, class_=ReadOnlySession, **options)


def check_capacity(engine: Engine, workers: int, pool: PoolSettings) -> None:
    """Warn if the server allows fewer connections than the workers may open.

    A server that is unreachable or does not respond is ignored: it may respond when a
    request comes.
    """
    if pool.transaction_pooler or not pool.pooled:
        return
    with suppress(UnavailableError, DBAPIError):
        with engine.connect() as connection:
            allowed = connection.scalar(MAX_CONNECTIONS)
        warn_if_too_few_connections(workers, pool, allowed or 0)
