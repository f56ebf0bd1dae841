"""Requests while the server is reachable and does not respond."""

import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, literal, make_url
from sqlmodel import select

from app.api.health import Health
from app.api.session import ReadSessionDep, SessionDep
from app.config.settings import PoolSettings, Settings, get_pool_settings
from app.db import engine_options
from app.db.concurrency import sleep
from app.main import create_app
from tests.support.run_app import run_app
from tests.support.settings import OverrideSettings
from tests.support.silent_proxy import SilentProxy, silent_proxy

# A part of the messages that the service sends while it does each of these.
MOMENTS = {
    "begin": "BEGIN",
    "query": "a value",
    "commit": "COMMIT",
}


@pytest.fixture
def proxy(
    direct_settings: Settings,
    override_settings: OverrideSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SilentProxy]:
    """A proxy through which the service connects, with short timeouts."""
    monkeypatch.setattr(engine_options, "CLIENT_MARGIN_SECONDS", 0.2)
    with silent_proxy(make_url(direct_settings.database_url)) as proxy:
        override_settings(
            DATABASE_URL=proxy.url, DB_STATEMENT_TIMEOUT=0.8, DB_CONNECT_TIMEOUT=2
        )
        yield proxy
        assert not proxy.gave_up.is_set()


@pytest.fixture
def working_app(proxy: SilentProxy) -> FastAPI:
    """An application with a route that reads, and needs a commit, as a write does."""
    app = create_app()

    @app.post("/work")
    async def work(session: SessionDep) -> Health:
        await session.exec(select(literal("a value")))
        await session.exec(select(func.pg_current_xact_id()))
        return Health()

    @app.get("/read")
    async def read(session: ReadSessionDep) -> Health:
        await session.exec(select(literal("a value")))
        return Health()

    return app


def assert_unavailable(response: Response) -> None:
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_server_that_falls_silent_in_a_request_is_a_503(
    proxy: SilentProxy, working_app: FastAPI, moment: str
) -> None:
    async with run_app(working_app) as client:
        before = await client.post("/work")
        proxy.fall_silent_at(MOMENTS[moment])
        refused = await client.post("/work")
        proxy.recover()
        after = await client.post("/work")

    assert before.status_code == 200
    assert_unavailable(refused)
    assert after.status_code == 200


async def test_a_read_of_a_silent_server_is_not_repeated(
    proxy: SilentProxy, working_app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    async with run_app(working_app) as client:
        before = await client.get("/read")
        caplog.clear()
        proxy.fall_silent_at(MOMENTS["query"])
        refused = await client.get("/read")
        proxy.recover()

    assert before.status_code == 200
    assert_unavailable(refused)
    assert "cannot connect" not in caplog.text


async def test_a_server_that_falls_silent_after_the_login_is_a_503(
    proxy: SilentProxy, working_app: FastAPI, override_settings: OverrideSettings
) -> None:
    override_settings(DB_POOLED=False)  # so the request opens the first connection
    proxy.fall_silent_at("pg_catalog")
    async with run_app(working_app) as client:
        refused = await client.post("/work")
        proxy.recover()
        after = await client.post("/work")

    assert_unavailable(refused)
    assert after.status_code == 200


async def test_a_new_server_is_used_although_the_pool_leads_to_the_silent_one(
    proxy: SilentProxy, working_app: FastAPI, override_settings: OverrideSettings
) -> None:
    override_settings(DB_POOL_PING_AFTER=0.001)  # as after a longer pause
    async with run_app(working_app) as client:
        before = await client.post("/work")
        await sleep(0.01)
        proxy.fall_silent()
        proxy.recover()
        after = await client.post("/work")

    assert (before.status_code, after.status_code) == (200, 200)


@pytest.mark.parametrize("message", ["", "current_setting"])
async def test_a_silent_server_does_not_stop_the_start(
    proxy: SilentProxy,
    working_app: FastAPI,
    override_settings: OverrideSettings,
    message: str,
) -> None:
    override_settings(DB_POOLED=True, DB_TRANSACTION_POOLER=False)
    proxy.fall_silent_at(message)
    async with run_app(working_app) as client:
        proxy.recover()
        response = await client.post("/work")

    assert response.status_code == 200


async def test_the_start_waits_for_one_timeout_however_many_hosts_are_silent(
    proxy: SilentProxy, override_settings: OverrideSettings
) -> None:
    host, count = f"127.0.0.1:{proxy.port}", 20
    override_settings(
        DATABASE_URL=proxy.url.replace(host, ",".join([host] * count)),
        DB_POOLED=True,
        DB_TRANSACTION_POOLER=False,
    )
    proxy.fall_silent()
    began = time.monotonic()
    async with run_app(create_app()):
        seconds = time.monotonic() - began
        proxy.stop()  # a thread may still try the other hosts

    assert seconds < count / 2 * get_pool_settings().connect_timeout


async def test_a_silent_server_does_not_stop_the_shutdown(
    proxy: SilentProxy, working_app: FastAPI
) -> None:
    async with run_app(working_app) as client:
        response = await client.post("/work")
        proxy.fall_silent()

    assert response.status_code == 200


def test_the_client_waits_longer_than_the_server() -> None:
    pool = PoolSettings(statement_timeout=3)

    assert engine_options.client_timeout(pool) == 8
