"""Starts to read from replicas."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from sqlalchemy import Engine

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine, create_session_maker
from app.db.replicas.commits import note_commits
from app.db.replicas.positions import current_position
from app.db.replicas.servers import Replicas
from app.db.replicas.session import ReplicaSession
from app.db.replicas.watch import watched


async def start_replicas(
    state: Any, settings: Settings, pool: PoolSettings, check_engine: Engine
) -> AsyncExitStack:
    """Let the application read from replicas, if REPLICA_URL names any.

    `state` is that of the application, with its session makers. The position of the
    primary comes from `check_engine`. Close the result at the end.
    """
    stack = AsyncExitStack()
    if not settings.replica_url:
        return stack

    def primary_position() -> int:
        with check_engine.connect() as connection:
            return current_position(connection)

    addresses = settings.model_copy(update={"database_url": settings.replica_url})
    engine = create_engine(addresses, pool, read_only=True)
    stack.callback(engine.dispose)
    replicas = Replicas(engine, transaction_pooler=pool.transaction_pooler)
    state.replicas = replicas
    note_commits(state.session_maker.kw["bind"])
    state.read_session_maker = create_session_maker(
        state.read_session_maker.kw["bind"],
        class_=ReplicaSession,
        replicas=replicas,
    )
    await stack.enter_async_context(
        watched(
            replicas,
            lambda: asyncio.to_thread(primary_position),
            settings.replica_max_lag,
        )
    )
    return stack
