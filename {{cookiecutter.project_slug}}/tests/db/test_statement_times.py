"""Statements that take long, and the request ids that the server shows."""

import re
from typing import Any

import pytest
from asgi_correlation_id import correlation_id
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.config.settings import PoolSettings, Settings
from app.db.engine import create_engine
from app.db.statement_times import measure_database_use

NAME = text("SELECT current_setting('application_name')")
PROCESS = text("SELECT pg_backend_pid()")
SLEEP = text("SELECT pg_sleep(:seconds)")
FAIL = text("SELECT 1 / (count(*) - 1) FROM pg_sleep(0.1)")


def engine_with(settings: Settings, *, read_only: bool = False, **values: Any) -> Any:
    return create_engine(settings, PoolSettings(**values), read_only=read_only)


async def test_a_slow_statement_is_logged_with_its_process(
    direct_settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    engine = engine_with(direct_settings, slow_statement=0.2)
    async with engine.connect() as connection:
        process = await connection.scalar(PROCESS)
        await connection.execute(SLEEP, {"seconds": 0.3})
    await engine.dispose()

    [line] = log.text.splitlines()
    assert f"server process {process}: SELECT pg_sleep(" in line
    assert re.search(r"took \d+ ms", line)
    assert "0.3" not in line


async def test_failed_statements_are_measured_too(
    settings: Settings, log: pytest.LogCaptureFixture
) -> None:
    use = measure_database_use()
    engine = engine_with(settings, slow_statement=0.05)
    connection = await engine.connect()
    with pytest.raises(DBAPIError):
        await connection.execute(FAIL)
    await connection.close()
    await engine.dispose()

    assert "FROM pg_sleep(0.1)" in log.text
    assert use.seconds >= 0.1
    assert use.statements >= 1


@pytest.mark.parametrize("read_only", [False, True])
async def test_the_server_shows_the_request_id(
    direct_settings: Settings, read_only: bool
) -> None:
    values = {"pooled": True, "show_request_id": True, "transaction_pooler": False}
    engine = engine_with(direct_settings, read_only=read_only, **values)
    names = []
    for request_id in ("first", "second", None):
        correlation_id.set(request_id)
        async with engine.connect() as connection:
            names.append(await connection.scalar(NAME))
    await engine.dispose()

    assert names[:2] == ["first", "second"]
    # A connection that only reads has no transaction, whose end resets the name.
    assert names[2] == "second" if read_only else names[2] not in ("first", "second")
