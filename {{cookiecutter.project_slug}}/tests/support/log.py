"""The log as the service writes it."""

import logging
from collections.abc import Iterator

import pytest
from asgi_correlation_id import CorrelationIdFilter


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log, formatted as the service formats it."""
    handler = logging.getLogger("app").handlers[0]
    assert any(isinstance(each, CorrelationIdFilter) for each in handler.filters)
    original = caplog.handler.formatter
    caplog.handler.setFormatter(handler.formatter)
    for each in handler.filters:
        caplog.handler.addFilter(each)
    yield caplog
    for each in handler.filters:
        caplog.handler.removeFilter(each)
    caplog.handler.setFormatter(original)
