"""The log as the service writes it."""

import re
from collections.abc import Iterator

import pytest

from app.logs.formatters import log_handler

REQUESTS = "app.requests"
TIMES = re.compile(r"\d+\.\d ms")


def request_lines(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the messages about requests, without the times."""
    messages = [each.getMessage() for each in log.records if each.name == REQUESTS]
    return [TIMES.sub("T", message) for message in messages]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log, formatted as the service formats it."""
    handler = log_handler("text")
    original = caplog.handler.formatter
    caplog.handler.setFormatter(handler.formatter)
    for each in handler.filters:
        caplog.handler.addFilter(each)
    yield caplog
    for each in handler.filters:
        caplog.handler.removeFilter(each)
    caplog.handler.setFormatter(original)
