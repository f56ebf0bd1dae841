"""Metrics of the connections to replicas."""

from prometheus_client import REGISTRY

from app.monitoring.database import observe_database
from tests.support.replicated import Replicated, create_replicated_app, expect_position
from tests.support.run_app import run_app


async def test_connections_to_replicas_are_counted(replicated: Replicated) -> None:
    app = create_replicated_app()
    async with run_app(app) as client:
        await expect_position(app)
        with observe_database(app.state):
            await client.get("/server")
            opened = REGISTRY.get_sample_value("db_connections", {"pool": "replica"})

    assert opened == 1
