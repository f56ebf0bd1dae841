"""The log as the service writes it."""

from collections.abc import Iterator

import pytest

from app.logs.formatters import log_handler


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
