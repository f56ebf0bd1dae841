"""The line that each request leaves in the log."""

import json
import logging
import re
from pathlib import Path
from typing import get_args

import httpx2
import pytest
import uvicorn
from fastapi.testclient import TestClient
from httpx2 import AsyncClient

from app.config.settings import PoolSettings, Settings
from app.logs.configuration import server_handler
from app.logs.formatters import LogFormat, log_handler
from app.main import create_app
from tests.support.log import REQUESTS, request_lines
from tests.support.run_server import server_process
from tests.support.settings import OverrideSettings

ALWAYS = {"timestamp", "level", "logger", "request_id", "message"}
FIELDS = {"method", "route", "status", "duration_ms", "statements", "database_ms"}


async def test_a_line_has_the_route_and_what_the_database_did(
    committing_client: AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    client = committing_client
    created = await client.post("/planets", json={"name": "Mars"})
    log.clear()

    await client.get(f"/planets/{created.json()['id']}?token=secret")
    await client.get("/planets/4711")
    await client.get("/planets/x")
    await client.get("/nowhere/secret")
    await client.put("/planets")

    # Behind a pooler, each transaction begins with a statement that sets its timeouts.
    more = int(PoolSettings().transaction_pooler)
    route = "/planets/{planet_id}"
    assert request_lines(log) == [
        f"GET {route} 200 in T; statements: {2 + more} in T",
        f"GET {route} 404 in T; statements: {1 + more} in T",
        f"GET {route} 422 in T; statements: 0 in T",
        "GET (no route) 404 in T; statements: 0 in T",
        "PUT /planets 405 in T; statements: 0 in T",
    ]
    assert "secret" not in log.text


def test_json_lines_have_fields_for_programs(
    settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app())
    client.get("/nowhere")
    [record] = [each for each in log.records if each.name == REQUESTS]
    formatter = log_handler("json").formatter
    assert formatter

    line = json.loads(formatter.format(record))

    assert line.keys() == ALWAYS | FIELDS
    assert line["route"] == "(no route)"
    assert line["status"] == 404


def test_health_checks_are_logged_only_for_debugging(
    settings: Settings,
    log: pytest.LogCaptureFixture,
    override_settings: OverrideSettings,
) -> None:
    TestClient(create_app()).get("/health/live")
    usual = request_lines(log)
    override_settings(LOG_LEVEL="debug")
    TestClient(create_app()).get("/health/live")

    assert usual == []
    assert request_lines(log) == ["GET /health/live 200 in T; statements: 0 in T"]
    override_settings(LOG_LEVEL="INFO")
    create_app()


def test_lines_of_the_server_about_websockets_are_left_out(
    settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    create_app()
    folder = Path(uvicorn.__file__).parent / "protocols/websockets"
    sources = "".join(file.read_text() for file in folder.glob("*_impl.py"))
    formats = set(re.findall(r"'(.*WebSocket %s.*)'", sources))
    server = logging.getLogger("uvicorn.error")

    for each in formats:
        code = (1000,) if each.endswith("%d") else ()
        server.info(each, "127.0.0.1", "/ws?token=secret", *code)
    server.info("Another line")

    assert formats
    assert log.messages == ["Another line"]


@pytest.mark.parametrize("log_format", get_args(LogFormat))
def test_the_process_that_starts_workers_has_the_same_format(
    monkeypatch: pytest.MonkeyPatch, log_format: LogFormat
) -> None:
    monkeypatch.setenv("LOG_FORMAT", log_format)

    assert type(server_handler().formatter) is type(log_handler(log_format).formatter)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_line_of_a_server_is_json(
    settings: Settings,
    tmp_path: Path,
    workers: int,
) -> None:
    log = tmp_path / "log"
    options = [f"--workers={workers}", "--log-config=app/logs/uvicorn.json"]
    with server_process(*options, log=log, variables={"LOG_FORMAT": "json"}) as server:
        address = f"{server.url}/ping?token=secret"
        httpx2.get(address, headers={"X-Request-ID": "an-id"})
        httpx2.get(f"{server.url}/health/live")
        server.end()
        text = log.read_text()

    lines = [json.loads(line) for line in text.splitlines()]
    about = [line for line in lines if line["request_id"] == "an-id"]
    assert "secret" not in text
    assert [line["route"] for line in about] == ["/ping"]
    assert "Application startup complete." in {line["message"] for line in lines}
