"""Spans without what clients send and what they have stored."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status

# Paths and queries may contain names and e-mail addresses; the attribute http.route is
# the path of the route. Messages of errors quote values; the log has the messages.
PRIVATE = frozenset(
    {
        "db.statement.parameters",
        "exception.message",
        "exception.stacktrace",
        "http.target",
        "http.url",
        "url.full",
        "url.path",
        "url.query",
    }
)


class SafeExporter(SpanExporter):
    """Removes private attributes, and messages of errors, before it exports spans."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_safe(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _safe(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_public(span.attributes),
        events=[
            Event(each.name, _public(each.attributes), each.timestamp)
            for each in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _public(attributes: Any) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if key not in PRIVATE}
