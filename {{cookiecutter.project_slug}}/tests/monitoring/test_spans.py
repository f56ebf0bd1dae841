"""What spans contain when they are sent."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.monitoring.spans import SafeExporter

SECRET = "ada@example.com"


def test_a_span_keeps_all_but_private_attributes_and_messages() -> None:
    sent = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(SafeExporter(sent)))
    tracer = provider.get_tracer("test")
    attributes = {"url.path": SECRET, "url.query": SECRET, "http.route": "/planets"}

    with (
        pytest.raises(ValueError, match=SECRET),
        tracer.start_as_current_span("work", attributes=attributes),
    ):
        raise ValueError(SECRET)

    [span] = sent.get_finished_spans()
    assert SECRET not in span.to_json()
    assert span.name == "work"
    assert span.attributes == {"http.route": "/planets"}
    assert not span.status.is_ok
    [event] = span.events
    assert event.attributes
    assert event.attributes["exception.type"] == "ValueError"
    provider.shutdown()
