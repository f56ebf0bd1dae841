"""The engines and their session makers, for as long as the application runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from app.api.connection_slots import ConnectionSlots
from app.api.readiness import Readiness
from app.api.shutdown import delayed_shutdown
from app.config.settings import get_pool_settings, get_settings
from app.db.engine import (
    check_capacity,
    create_engine,
    create_read_session_maker,
    create_session_maker,
)

# {%- if cookiecutter.pool_profile == "replicas" +%}
from app.db.replicas.start import start_replicas

# {%- endif +%}
from app.db.revisions import applied_revisions


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Create the engines at startup and dispose of them at shutdown."""
    settings, pool = get_settings(), get_pool_settings()
    engine = create_engine(settings, pool)
    read_engine = create_engine(settings, pool, read_only=True)
    check_engine = create_engine(settings, pool.for_checks(), read_only=True)
    # In a thread, which the start leaves behind if the server does not respond.
    with suppress(TimeoutError):
        async with asyncio.timeout(pool.connect_timeout):
            await asyncio.to_thread(
                check_capacity, engine, settings.web_concurrency, pool
            )
    app.state.connection_slots = ConnectionSlots(pool.connections_per_pool)
    app.state.session_maker = create_session_maker(engine)
    app.state.read_connection_slots = ConnectionSlots(pool.connections_per_pool)
    app.state.read_session_maker = create_read_session_maker(read_engine)
    session_maker = create_read_session_maker(check_engine)
    app.state.readiness = Readiness(
        lambda: asyncio.to_thread(applied_revisions, session_maker)
    )
    # {% if cookiecutter.pool_profile == "replicas" %}
    replicas = await start_replicas(app.state, settings, pool, check_engine)
    # {% endif %}
    with delayed_shutdown(app.state.readiness.stop, settings.shutdown_delay):
        try:
            yield
        finally:
            # {% if cookiecutter.pool_profile == "replicas" %}
            await replicas.aclose()
            # {% endif %}
            for each in (engine, read_engine, check_engine):
                each.dispose()
