"""Metrics and traces of an application in this process."""

import pytest
from opentelemetry import trace
from prometheus_client import REGISTRY

from app.config.settings import Settings
from app.db import transactions
from tests.support.monitored_app import create_monitored_app
from tests.support.otlp_collector import Collector
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_an_application_counts_what_it_does(
    settings: Settings, override_settings: OverrideSettings
) -> None:
    override_settings(METRICS=True)
    route = {"method": "POST", "route": "/v1/more/retry", "status": "200"}
    requests = value("http_requests_total", **route)
    retries = value("db_retries_total", sqlstate="40001")

    async with run_app(create_monitored_app()) as client:
        response = await client.post("/v1/more/retry")
        missing = await client.get("/nowhere")
        metrics = await client.get("/metrics")

    assert (response.status_code, missing.status_code) == (200, 404)
    assert 'route="/v1/more/retry",status="200"} ' in metrics.text
    assert value("http_requests_total", **route) == requests + 1
    assert value("db_retries_total", sqlstate="40001") == retries + 1
    assert value("db_connections_in_use", pool="write") == 0
    assert transactions.on_retry == []


async def test_spans_are_sent_at_shutdown(
    settings: Settings,
    override_settings: OverrideSettings,
    monkeypatch: pytest.MonkeyPatch,
    collector: Collector,
) -> None:
    """Those of statements: the provider of requests is not that of this process."""
    monkeypatch.setattr(trace, "set_tracer_provider", print)
    override_settings(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)

    async with run_app(create_monitored_app()) as client:
        await client.get("/health")

    assert collector.spans
