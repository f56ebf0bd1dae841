"""Lines of the log: no client can forge one, and none quotes what users stored."""

import logging
from typing import get_args

import pytest
from fastapi.exceptions import ResponseValidationError
from httpx2 import AsyncClient
from pydantic import BaseModel, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.errors import log_message
from app.db.session import AsyncSession
from app.logs.formatters import LogFormat, log_handler
from app.logs.tracebacks import escape, report_of
from tests.support.failures import failing_with
from tests.support.sample import service
from tests.support.sample.requests import create_planet

FORGED = "x\r\n2026-01-01 00:00:00,000 ERROR [-] app: forged\x1b]0;title\x07\u202e\x85"


def lines_of(log: pytest.LogCaptureFixture) -> list[str]:
    return [line for line in log.text.split("\n") if line]


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        ("a ä 漢 \U0001f600", "a ä 漢 \U0001f600"),
        ("\n\r\t", "\\n\\r\\t"),
        ("\x1b[31m\x07\x7f", "\\x1b[31m\\x07\\x7f"),
        ("\x85\u2028\u202e\ud800", "\\x85\\u2028\\u202e\\ud800"),
    ],
)
def test_characters_that_cannot_be_printed_are_escaped(raw: str, escaped: str) -> None:
    assert escape(raw) == escaped


async def test_the_database_cannot_forge_a_line(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    error = DBAPIError("", None, Exception(FORGED), connection_invalidated=True)
    monkeypatch.setattr(service, "put", failing_with(error))

    await client.put("/planets/by-name/x", json={})

    line, request_line = lines_of(log)
    assert "PUT /planets/by-name/{name}: " in line
    assert "forged\\x1b]0;title\\x07\\u202e\\x85" in line
    assert "app.requests: PUT /planets/by-name/{name} 503 in " in request_line


async def test_a_traceback_cannot_forge_a_line(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    error = RuntimeError(FORGED)
    error.__cause__ = ExceptionGroup("all", [ValueError(FORGED)])
    monkeypatch.setattr(service, "create", failing_with(error))

    await client.post("/planets", json={"name": "Mars"})

    first, *others, last = lines_of(log)
    assert "app.api.problems: POST /planets" in first
    assert "app.requests: POST /planets 500 in " in last
    assert {line[:4] for line in others} == {"    "}
    assert all(line.isprintable() for line in others)
    assert "builtins.RuntimeError: x" in log.text
    assert "builtins.ValueError: x" in log.text


class Contact(BaseModel):
    age: int


def test_reports_of_errors_quote_no_values() -> None:
    stored = "ada@example.com"
    with pytest.raises(ValidationError) as invalid:
        Contact.model_validate({"age": stored})
    response = ResponseValidationError(invalid.value.errors(), body=stored)
    conflict = DBAPIError("SELECT 1", None, Exception(f"key\nDETAIL:  ({stored}\n)"))

    reports = [report_of(error) for error in (invalid.value, response, conflict)]

    assert not any(stored in report for report in reports)
    assert "('age',): Input should be a valid integer" in reports[0]
    assert "('age',): Input should be a valid integer" in reports[1]
    assert "[SQL: SELECT 1]" in reports[2]


@pytest.mark.parametrize("log_format", get_args(LogFormat))
def test_no_format_quotes_values_in_tracebacks(log_format: LogFormat) -> None:
    formatter = log_handler(log_format).formatter
    error = ResponseValidationError([], body="ada@example.com")
    info = (type(error), error, None)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "", (), info)
    record.correlation_id = "-"
    logging.Formatter().format(record)  # keeps its text in the record
    assert formatter

    line = formatter.format(record)

    assert "ResponseValidationError" in line
    assert "ada@example.com" not in line


async def test_stored_values_are_logged_only_for_debugging(
    client: AsyncClient, log: pytest.LogCaptureFixture
) -> None:
    taken = await create_planet(client)

    await client.post("/planets", json={"name": taken["name"]})
    usual = log.text
    with log.at_level(logging.DEBUG, logger="app.api.problems"):
        await client.post("/planets", json={"name": taken["name"]})

    assert "unique constraint" in usual
    assert taken["name"] not in usual
    assert f"Key (name)=({taken['name']}) already exists" in log.text


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 'ada@example.com'::int",
        "SELECT 'ada@example.com'::timestamptz",
    ],
)
async def test_messages_about_values_are_not_logged(
    session: AsyncSession,
    statement: str,
) -> None:
    connection = await session.connection()
    with pytest.raises(DBAPIError) as caught:
        await connection.execute(text(statement))

    message = log_message(caught.value)

    assert "ada@example.com" not in message
    assert "(22" in message
