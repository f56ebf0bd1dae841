"""What turns on metrics and traces, and what they cost if they are off."""

import json
import os
import subprocess
import sys

import pytest
from fastapi import FastAPI

from app.config.settings import Settings, get_settings
from app.monitoring.setup import set_up_monitoring
from dev.postgres import PROJECT
from tests.support.settings import OverrideSettings

EXTRAS = ("prometheus_client", "opentelemetry.sdk", "opentelemetry.instrumentation")
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}


def start(*hidden: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Start the application where these packages are not installed."""
    return subprocess.run(
        [sys.executable, "-m", "tests.support.start_app", *hidden],
        cwd=PROJECT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_off_is_not_imported_and_listens_to_nothing(settings: Settings) -> None:
    done = start(*EXTRAS)

    assert done.returncode == 0, done.stderr
    parts = json.loads(done.stdout)
    modules = parts.pop("modules")
    found = [name for name in modules if name.startswith(("app.monitoring.", *EXTRAS))]
    assert found == ["app.monitoring.setup"]
    assert parts == {
        "middleware": ["BodyLimitMiddleware"],
        "retry listeners": 0,
        "slots": "ConnectionSlots",
    }


def test_metrics_without_their_package_end_the_start(settings: Settings) -> None:
    done = start("prometheus_client", METRICS="true")

    assert done.returncode == 1
    assert done.stderr == (
        "METRICS: prometheus_client is not installed: run `uv sync --extra metrics`\n"
    )


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"WEB_CONCURRENCY": 2}, "several workers need PROMETHEUS_MULTIPROC_DIR"),
        ({"PROMETHEUS_MULTIPROC_DIR": "/nowhere"}, "MULTIPROC_DIR is not a folder"),
    ],
)
def test_metrics_of_several_workers_need_a_folder(
    override_settings: OverrideSettings, variables: dict[str, object], problem: str
) -> None:
    override_settings(METRICS=True, **variables)

    with pytest.raises(SystemExit, match=problem):
        set_up_monitoring(FastAPI(), get_settings())


@pytest.mark.parametrize("module", ["metrics", "traces"])
def test_a_missing_package_is_named(
    override_settings: OverrideSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    module: str,
) -> None:
    name = f"app.monitoring.{module}"
    monkeypatch.setitem(sys.modules, name, None)  # as if it did not exist
    override_settings(METRICS=module == "metrics", **ENDPOINT)

    try:
        set_up_monitoring(FastAPI(), get_settings())
    except SystemExit as end:
        message = str(end)
    else:
        message = caplog.messages[0]

    assert f"{name} is not installed: run `uv sync" in message


@pytest.mark.parametrize(
    ("variables", "messages"),
    [
        ({"OTEL_SDK_DISABLED": "true"}, []),
        ({"OTEL_TRACES_EXPORTER": "none"}, []),
        (
            {"OTEL_TRACES_EXPORTER": "zipkin"},
            ["no traces: OTEL_TRACES_EXPORTER must be otlp or none"],
        ),
    ],
)
def test_traces_can_be_turned_off(
    settings: Settings,
    override_settings: OverrideSettings,
    caplog: pytest.LogCaptureFixture,
    variables: dict[str, str],
    messages: list[str],
) -> None:
    override_settings(**ENDPOINT, **variables)
    app = FastAPI()
    routes = len(app.routes)

    set_up_monitoring(app, get_settings())

    assert len(app.routes) == routes
    assert caplog.messages == messages
