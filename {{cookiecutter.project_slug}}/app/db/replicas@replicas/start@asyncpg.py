"""Starts to read from replicas."""

from contextlib import AsyncExitStack
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine, create_session_maker, dispose
from app.db.replicas.commits import note_commits
from app.db.replicas.positions import current_position
from app.db.replicas.servers import Replicas
from app.db.replicas.session import ReplicaSession
from app.db.replicas.watch import watched


async def start_replicas(
    state: Any, settings: Settings, pool: PoolSettings, check_engine: AsyncEngine
) -> AsyncExitStack:
    """Let the application read from replicas, if REPLICA_URL names any.

    `state` is that of the application, with its session makers. The position of the
    primary comes from `check_engine`. Close the result at the end.
    """
    stack = AsyncExitStack()
    if not settings.replica_url:
        return stack

    async def primary_position() -> int:
        async with check_engine.connect() as connection:
            return await connection.run_sync(current_position)

    addresses = settings.model_copy(update={"database_url": settings.replica_url})
    engine = create_engine(addresses, pool, read_only=True)
    stack.push_async_callback(dispose, engine, pool)
    replicas = Replicas(engine.sync_engine, transaction_pooler=pool.transaction_pooler)
    state.replicas = replicas
    note_commits(state.session_maker.kw["bind"].sync_engine)
    state.read_session_maker = create_session_maker(
        state.read_session_maker.kw["bind"],
        sync_session_class=ReplicaSession,
        replicas=replicas,
    )
    await stack.enter_async_context(
        watched(replicas, primary_position, settings.replica_max_lag)
    )
    return stack
